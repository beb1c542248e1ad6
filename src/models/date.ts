/** Dates on the wire (docs/spec/models.md#rendering). Pure. */

const [secondMs, minuteMs, hourMs, dayMs] = [1_000, 60_000, 3_600_000, 86_400_000];

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** A cache of rendered days: the dates of a page are of few days, and making a Date is the slowest step. */
const days = new Map<number, string>();
const daysMax = 1_000;

/** @returns `YYYY-MM-DDT` @throws RangeError for a day outside the range of Date */
function renderDay(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * dayMs).toISOString().slice(0, -"00:00:00.000Z".length);
  if (days.size === daysMax) days.clear();
  days.set(day, text);
  return text;
}

/**
 * Renders an instant as `YYYY-MM-DDTHH:MM:SS.mmm+00:00`.
 * @param instant whole milliseconds since the Unix epoch; null: never, which is ""
 */
export function renderDate(instant: number | null): string {
  if (instant === null) return "";
  const day = Math.floor(instant / dayMs);
  const ms = instant - day * dayMs;
  const hour = twoDigits[Math.floor(ms / hourMs)] ?? "";
  const minute = twoDigits[Math.floor((ms % hourMs) / minuteMs)] ?? "";
  const second = twoDigits[Math.floor((ms % minuteMs) / secondMs)] ?? "";
  const rest = String(ms % secondMs).padStart(3, "0");
  return `${renderDay(day)}${hour}:${minute}:${second}.${rest}+00:00`;
}
