/** Matches crons as Cloudflare does, numbers only: minute, hour, day, month, weekday, in UTC. Pure. */

/** The minimum and maximum of each field. Cloudflare counts weekdays from 1, Sunday. */
const fields = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
] as const;

/** Whether a field includes a value: `*`, `5`, `1-5`, `1,3`, each with a step such as `/15`. undefined: it cannot be read. */
function isIn(field: string, value: number, [least, greatest]: (typeof fields)[number]): boolean | undefined {
  let isIncluded = false;
  for (const part of field.split(",")) {
    const [, any, from, to, step] = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (any === undefined && from === undefined) return undefined;
    const first = from === undefined ? least : Number(from);
    const last = to !== undefined ? Number(to) : any !== undefined || step !== undefined ? greatest : first;
    const every = step === undefined ? 1 : Number(step);
    if (first < least || last > greatest || first > last || every < 1) return undefined;
    isIncluded ||= value >= first && value <= last && (value - first) % every === 0;
  }
  return isIncluded;
}

/**
 * @param at milliseconds since the Unix epoch
 * @returns whether a cron strikes in that minute; undefined: it has names or letters, which are not supported
 */
export function strikes(cron: string, at: number): boolean | undefined {
  const date = new Date(at);
  const values = [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay() + 1,
  ];
  const parts = cron.trim().split(/\s+/);
  if (parts.length !== fields.length) return undefined;
  const [minute, hour, day, month, weekday] = fields.map((bounds, index) =>
    isIn(parts[index] ?? "", values[index] ?? 0, bounds),
  );
  if (minute === undefined || hour === undefined || month === undefined) return undefined;
  if (day === undefined || weekday === undefined) return undefined;
  // As in every cron: where day and weekday are both restricted, either of them matches.
  const isEither = parts[2] !== "*" && parts[4] !== "*";
  return minute && hour && month && (isEither ? [day, weekday].includes(true) : day && weekday);
}
