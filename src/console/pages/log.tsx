/** The log of the project: every change and every failed sign-in, newest first, with its actor, origin and subject. */
import { query, type Query } from "../api.ts";
import { page, pathTo, type Section } from "../page.ts";
import { History, type Happening, type Subject } from "../parts/history.tsx";
import { Options } from "../parts/options.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import * as shapes from "../shapes.ts";

const path = "/log";

const actors = new Map([
  ["", { name: "Everyone" }],
  ["user", { name: "Users" }],
  ["keyProject", { name: "Keys" }],
  ["guest", { name: "Guests" }],
  ["operator", { name: "The service" }],
]);

const day = 86_400_000;

/** The end of a day in the address. A malformed day is returned as it is, and the API refuses it. */
function endOf(date: string): string {
  const end = new Date(Date.parse(date) + day);
  return Number.isNaN(end.getTime()) ? date : end.toISOString();
}

/** The queries of the log, from the fields of the address. */
function queriesOf(address: URLSearchParams): readonly string[] {
  const [by, ip, since, until, user] = ["by", "ip", "since", "until", "user"].map((name) => address.get(name)?.trim());
  return [
    ...(user ? [query("equal", "userId", user)] : []),
    ...(by ? [query("equal", "actorType", by)] : []),
    ...(ip ? [query("equal", "ip", ip)] : []),
    ...(since ? [query("greaterThanEqual", "time", since)] : []),
    ...(until ? [query("lessThan", "time", endOf(until))] : []),
  ];
}

interface Event extends Happening {
  readonly resource: string;
  readonly resourceParent: string;
}

/** The pages of the subjects of events, by the noun of the subject. */
const pages: ReadonlyMap<string, (id: string) => string> = new Map([
  ["user", (userId) => pathTo("/users/:userId", { userId })],
  ["team", (teamId) => pathTo("/teams/:teamId", { teamId })],
  ["key", (keyId) => pathTo("/keys/:keyId", { keyId })],
  ["webhook", (webhookId) => pathTo("/webhooks/:webhookId", { webhookId })],
]);

/** The subject to show for an event: for a part such as a session, its user. */
function subjectOf({ event, resource, resourceParent }: Event): Subject {
  // All settings belong to the project, so the subject is the setting: `project.policies.<id>.update`.
  const [noun, , setting = ""] = event.split(".");
  if (noun === "project") return { type: setting, id: "", to: null };
  const [type = "", ...rest] = (resourceParent || resource).split("/");
  const id = rest.join("/");
  // A digest stands for an address that no user has.
  if (type === "token" || type === "address") return { type: "an address of no user", id: "", to: null };
  return { type, id, to: pages.get(type)?.(id) ?? null };
}

const logPage = page({
  path,
  scopes: ["events.read"],
  nav: "Log",
  async show({ api, query: address, url }) {
    const queries = queriesOf(address);
    // The log is listed from its newest row on, and has no backward cursor.
    const paging = new URLSearchParams([...address].filter(([name]) => name === "after"));
    const request: Query = { queries: [...queries, ...pageQueries(paging)] };
    const { events, total } = await api.read("/activities/events", shapes.activities, request);
    const { after, rows } = pageOf(url, events);
    const isCounted = queries.every((each) => each.includes('"userId"'));
    const newest = new URL(url);
    for (const name of ["after", "before", "done"]) newest.searchParams.delete(name);
    const text = (name: string, label: string, type = "text") => (
      <div>
        <label for={name}>{label}</label>
        <input type={type} id={name} name={name} value={address.get(name) ?? ""} maxlength={64} autocomplete="off" />
      </div>
    );
    const body = (
      <>
        <div class="top">
          <h1>Log</h1>
        </div>
        <form class="filters" method="get" action={pathTo(path)} role="search">
          {text("user", "User id")}
          <div>
            <label for="by">By</label>
            <select id="by" name="by">
              <Options of={actors} chosen={address.get("by")} />
            </select>
          </div>
          {text("ip", "IP address")}
          {text("since", "Since (UTC)", "date")}
          {text("until", "Until (UTC)", "date")}
          <button>Show</button>
        </form>
        <p class="faint">
          {isCounted
            ? `${total.toLocaleString("en")} ${total === 1 ? "event" : "events"}`
            : "Read from the newest event on: rare or old events take a while."}
        </p>
        <History rows={rows} subjectOf={subjectOf} />
        {address.has("after") ? (
          <p>
            <a href={newest.pathname + newest.search}>To the newest</a>
          </p>
        ) : null}
        <Pager before={null} after={after} />
      </>
    );
    return { title: "Log", body };
  },
});

export const logSection: Section = { pages: [logPage], actions: [] };
