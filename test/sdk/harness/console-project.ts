/** A project with data for every page of the console. */
import type { ConsoleBrowser } from "./console.ts";

const firstNames =
  "Ada Alan Barbara Claude Dana Dennis Edsger Frances Grace Hedy Ida John Ken Leslie Lynn Margaret".split(" ");
const lastNames =
  "Lovelace Turing Liskov Shannon Scott Ritchie Dijkstra Allen Hopper Lamarr Rhodes Backus Iverson Lamport".split(" ");

/**
 * Makes 40 people with teams, keys, webhooks and three months of tallies; Ada has data of every kind.
 * @returns the id of Ada's membership of the team `analysts`
 */
export async function makeProject({ api, server: { db } }: ConsoleBrowser): Promise<string> {
  for (let i = 39; i >= 0; i--) {
    const [first, last] = [firstNames[i % 16] ?? "", lastNames[(i * 5) % 14] ?? ""];
    const email = `${first}.${last}${i}@mail.example`.toLowerCase();
    const phone = i % 3 === 0 ? { phone: `+49301234${String(100 + i)}` } : {};
    await api("POST", "/users", { userId: `person-${i}`, name: `${first} ${last}`, email, ...phone });
    if (i % 4 === 0) await api("PATCH", `/users/person-${i}/verification`, { emailVerification: true });
    if (i % 9 === 4) await api("PATCH", `/users/person-${i}/status`, { status: false });
    if (i % 5 === 0) await api("PUT", `/users/person-${i}/labels`, { labels: ["vip"] });
  }
  await api("PATCH", "/users/person-0/password", { password: "correct horse battery" });
  await api("POST", "/users/person-0/sessions");
  await api("PATCH", "/users/person-0/prefs", { prefs: { theme: "dark", language: "en" } });
  for (const name of ["Support", "Operations", "Research", "Analysts"]) {
    await api("POST", "/teams", { teamId: name.toLowerCase(), name });
  }
  await api("PUT", "/teams/analysts/prefs", { prefs: { color: "blue" } });
  for (let i = 29; i > 0; i--) {
    await api("POST", "/teams/analysts/memberships", { userId: `person-${i}`, roles: i % 7 ? ["reader"] : ["owner"] });
  }
  const { $id: membership } = await api("POST", "/teams/analysts/memberships", {
    userId: "person-0",
    roles: ["owner"],
  });
  await api("POST", "/users/person-0/targets", {
    targetId: "pager",
    providerType: "email",
    identifier: "pager@mail.example",
    name: "Pager",
  });
  for (const [keyId, name, scopes] of keys) await api("POST", "/project/keys", { keyId, name, scopes });
  for (const name of ["Billing", "Newsletter"]) {
    const url = `http://localhost:9/${name.toLowerCase()}`;
    await api("POST", "/webhooks", { webhookId: name.toLowerCase(), name, url, events: ["users.*.create"] });
  }
  await db.batch([
    db.prepare("DELETE FROM tallies"),
    ...talliesOf(Date.now()).map(([unit, event, start, n]) =>
      db.prepare("INSERT INTO tallies VALUES (?, ?, ?, ?)").bind(unit, event, start, n),
    ),
  ]);
  return String(membership);
}

const keys: readonly (readonly [id: string, name: string, scopes: readonly string[]])[] = [
  ["mobile", "Mobile app's server", ["users.read", "sessions.write"]],
  ["reports", "Weekly report", ["users.read", "events.read", "teams.read"]],
  [
    "desk",
    "Support desk",
    ["users.read", "users.write", "sessions.write", "teams.read", "events.read", "messages.read"],
  ],
];

/** A quiet project: fewer sign-ins at weekends and at night, and two days of failures. */
function talliesOf(now: number): readonly (readonly [unit: string, event: string, start: number, n: number])[] {
  const [hour, day] = [3_600_000, 86_400_000];
  const of = (unit: string, length: number, count: number, each: (i: number) => readonly number[]) =>
    Array.from({ length: count }, (_, i) =>
      each(i).map((n, which) => [unit, events[which] ?? "", (Math.floor(now / length) - i) * length, n] as const),
    ).flat();
  const events = ["users.*.create", "users.*.sessions.*.create", "users.*.sessions.fail"];
  return [
    ...of("day", day, 90, (i) => {
      const share = i % 7 < 2 ? 0.5 : 1;
      const wave = 1 + Math.sin(i / 5) / 4;
      return [90 - i / 2, 900 - 4 * i, i === 11 || i === 12 ? 420 : 30].map((n) => Math.round(n * share * wave));
    }),
    ...of("hour", hour, 24, (i) => [6, 60, 2].map((n) => Math.round(n * (1 + Math.cos(i / 4))))),
    ["ever", events[1] ?? "", 0, 184_213],
  ];
}
