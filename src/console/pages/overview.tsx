/** The state of the project: totals, sign-ups, sign-ins and failures over time, and pending deliveries. */
import * as v from "valibot";
import { query } from "../api.ts";
import { page, pathTo, type Section, type View } from "../page.ts";
import { Chart, type Point } from "../parts/chart.tsx";
import { pick } from "../parts/options.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import { Deliveries, readDeliveries } from "./overview-deliveries.tsx";

const path = "/overview";

const points = v.array(v.object({ value: v.number(), date: v.string() }));
const usage = v.object({ usersTotal: v.number(), sessionsTotal: v.number(), users: points, sessions: points });
const failures = v.object({ values: points });
const counted = v.object({ total: v.number() });

const ranges = new Map([
  ["24h", { name: "24 hours", unit: "hour" }],
  ["30d", { name: "30 days", unit: "day" }],
  ["90d", { name: "90 days", unit: "day" }],
]);

interface Total {
  readonly name: string;
  readonly value: number;
  readonly to?: string;
}

/** Totals that are kept as counters. */
async function readTotals(view: View): Promise<readonly Total[]> {
  const limit = query("limit", undefined, 1);
  const count = async (name: string, of: string, to: string, ...queries: readonly string[]): Promise<Total> => {
    const { total } = await view.api.read(of, counted, { queries: [...queries, limit] });
    return { name, value: total, to };
  };
  return Promise.all([
    count("Blocked", "/users", `${pathTo("/users")}?show=blocked`, query("equal", "status", false)),
    count(
      "Email unverified",
      "/users",
      `${pathTo("/users")}?show=unverified`,
      query("equal", "emailVerification", false),
    ),
    ...(view.can("teams.read") ? [count("Teams", "/teams", pathTo("/teams"))] : []),
  ]);
}

const overviewPage = page({
  path,
  scopes: ["users.read"],
  nav: "Overview",
  async show(view) {
    const { api, can } = view;
    const asked = view.query.get("range") ?? "";
    const range = ranges.has(asked) ? asked : "30d";
    const { unit } = pick(ranges, range);
    const event = "users.*.sessions.fail";
    const [used, failed, totals, deliveries] = await Promise.all([
      api.read("/users/usage", usage, { range }),
      can("events.read") ? api.read("/activities/usage", failures, { event, range }) : null,
      readTotals(view),
      readDeliveries(view),
    ]);
    const body = (
      <>
        <div class="top">
          <h1>Overview</h1>
          <nav class="acts" aria-label="Range">
            {[...ranges].map(([value, { name }]) => (
              <a
                class="button"
                href={`${pathTo(path)}?range=${value}`}
                {...(value === range ? { "aria-current": "page" } : {})}
              >
                {name}
              </a>
            ))}
          </nav>
        </div>
        <Totals
          totals={[
            { name: "Users", value: used.usersTotal, to: pathTo("/users") },
            ...totals,
            { name: "Sign-ins so far", value: used.sessionsTotal },
          ]}
        />
        <div class="cols">
          <div>
            <Chart title="Sign-ups" unit={unit} points={used.users} />
            <Chart title="Sign-ins" unit={unit} points={used.sessions} />
            {failed === null ? (
              <p class="faint">Failed sign-ins are shown to keys with the scope events.read.</p>
            ) : (
              <Chart title="Failed sign-ins" unit={unit} points={failed.values} isBad />
            )}
            <p class="faint">
              Counted every minute.{" "}
              {unit === "day" ? "Days are in UTC; the last one is today." : "The last hour is this one."}
            </p>
            {deliveries.length === 0 ? null : <Deliveries rows={deliveries} />}
          </div>
          <div>
            <Numbers unit={unit} users={used.users} sessions={used.sessions} failed={failed?.values ?? null} />
          </div>
        </div>
      </>
    );
    return { title: "Overview", body };
  },
});

const Totals = ({ totals }: { totals: readonly Total[] }) => (
  <dl class="tiles">
    {totals.map(({ name, to, value }) => (
      <div class="card">
        <dt>{name}</dt>
        <dd>{to === undefined ? value.toLocaleString("en") : <a href={to}>{value.toLocaleString("en")}</a>}</dd>
      </div>
    ))}
  </dl>
);

/** The numbers of the charts, the newest first. */
function Numbers({
  failed,
  sessions,
  unit,
  users,
}: {
  failed: readonly Point[] | null;
  sessions: readonly Point[];
  unit: string;
  users: readonly Point[];
}) {
  const rows = users.map(({ date, value }, index) => ({
    date,
    users: value,
    sessions: sessions[index]?.value ?? 0,
    failed: failed?.[index]?.value ?? 0,
  }));
  const number = (value: number) => value.toLocaleString("en");
  return (
    <Table
      caption="Sign-ups, sign-ins and failed sign-ins"
      rows={rows.toReversed()}
      columns={[
        {
          name: unit === "day" ? "Day" : "Hour",
          cell: ({ date }) => <When at={date} date={unit === "day"} />,
        },
        { name: "Sign-ups", cell: (row) => number(row.users), num: true },
        { name: "Sign-ins", cell: (row) => number(row.sessions), num: true },
        ...(failed === null
          ? []
          : [{ name: "Failed", cell: (row: (typeof rows)[number]) => number(row.failed), num: true as const }]),
      ]}
    />
  );
}

export const overviewSection: Section = { pages: [overviewPage], actions: [] };
