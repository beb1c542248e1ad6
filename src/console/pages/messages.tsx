/** Messages of the last 30 days: sent, waiting and failed. Contents and addresses are never shown. */
import * as v from "valibot";
import { query } from "../api.ts";
import { page, pathTo, type Section, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Empty } from "../parts/empty.tsx";
import { Options, pick } from "../parts/options.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";

const path = "/messages";

const message = v.object({
  $id: v.string(),
  $createdAt: v.string(),
  providerType: v.string(),
  users: v.array(v.string()),
  deliveredAt: v.string(),
  deliveryErrors: v.array(v.string()),
  data: v.object({ template: v.string() }),
  status: v.string(),
});

type Message = v.InferOutput<typeof message>;

const messageList = v.object({ total: v.number(), messages: v.array(message) });

const states = new Map([
  ["", { name: "All", queries: [] }],
  ["failed", { name: "Failed", queries: [query("equal", "status", "failed")] }],
  ["processing", { name: "Waiting", queries: [query("equal", "status", "processing")] }],
  ["sent", { name: "Sent", queries: [query("equal", "status", "sent")] }],
]);

const kinds = new Map([
  ["", { name: "All", queries: [] }],
  ["email", { name: "Emails", queries: [query("equal", "providerType", "email")] }],
  ["sms", { name: "Text messages", queries: [query("equal", "providerType", "sms")] }],
]);

/** The purpose of each template. A template without one is shown by its name. */
const words: Readonly<Record<string, string>> = {
  "magic-url": "Sign-in link",
  "email-otp": "Sign-in code",
  verification: "Verification of an email",
  recovery: "Password recovery",
  invitation: "Invitation to a team",
  "session-alert": "Alert about a new session",
  "password-pause": "Password paused after wrong guesses",
  "email-changed": "Email changed",
  "phone-detached": "Phone given to its owner",
  "identity-linked": "Provider linked",
  "mfa-challenge": "Second factor",
  "phone-otp": "Sign-in code",
  "phone-verification": "Verification of a phone",
};

function State({ of: { deliveryErrors, status } }: { of: Message }) {
  if (status === "sent") return <Badge tone="good">sent</Badge>;
  const isFailed = status === "failed";
  return (
    <>
      <Badge tone={isFailed ? "bad" : "warn"}>{isFailed ? "failed" : "waiting"}</Badge> {deliveryErrors.join(" ")}
    </>
  );
}

/** A delivery in the minute of the creation is shown as "at once". */
const Delivered = ({ of: { $createdAt, deliveredAt } }: { of: Message }) =>
  deliveredAt === "" ? null : deliveredAt.slice(0, 16) === $createdAt.slice(0, 16) ? (
    <span class="faint">at once</span>
  ) : (
    <When at={deliveredAt} />
  );

const Messages = ({ rows, view }: { rows: readonly Message[]; view: View }) => (
  <Table
    caption="Messages"
    rows={rows}
    columns={[
      { name: "When", cell: ({ $createdAt }) => <When at={$createdAt} /> },
      { name: "What", cell: ({ data: { template } }) => words[template] ?? template, below: true },
      {
        name: "To",
        cell: ({ users: [userId] }) =>
          userId === undefined ? (
            <span class="faint">no user</span>
          ) : view.can("users.read") ? (
            <a class="id" href={pathTo("/users/:userId", { userId })}>
              {userId}
            </a>
          ) : (
            userId
          ),
      },
      { name: "By", cell: ({ providerType }) => (providerType === "sms" ? "text" : providerType), wide: true },
      { name: "State", cell: (row) => <State of={row} /> },
      { name: "Delivered", cell: (row) => <Delivered of={row} />, wide: true },
    ]}
  />
);

const messagesPage = page({
  path,
  scopes: ["messages.read"],
  nav: "Messages",
  async show(view) {
    const { api, query: address, url } = view;
    const userId = (address.get("user") ?? "").trim();
    const chosen = [
      ...pick(states, address.get("show")).queries,
      ...pick(kinds, address.get("kind")).queries,
      ...(userId === "" ? [] : [query("equal", "users", userId)]),
    ];
    const isFiltered = chosen.length > 0;
    // With a filter, a page reads messages until it is full; a total would read all of them.
    const { messages, total } = await api.read("/messaging/messages", messageList, {
      queries: [...chosen, query("orderDesc", "$sequence"), ...pageQueries(address)],
      total: String(!isFiltered),
    });
    const { rows, ...around } = pageOf(url, messages);
    const body = (
      <>
        <div class="top">
          <h1>Messages</h1>
        </div>
        <form class="filters" method="get" action={pathTo(path)}>
          <div>
            <label for="show">Show</label>
            <select id="show" name="show">
              <Options of={states} chosen={address.get("show")} />
            </select>
          </div>
          <div>
            <label for="kind">Kind</label>
            <select id="kind" name="kind">
              <Options of={kinds} chosen={address.get("kind")} />
            </select>
          </div>
          <div class="grow">
            <label for="user">To the user with the id</label>
            <input id="user" name="user" value={userId} maxlength={36} autocomplete="off" />
          </div>
          <button>Show</button>
        </form>
        <div id="results">
          <p class="faint" role="status">
            {isFiltered ? "Of the last 30 days" : `${total.toLocaleString("en")} of the last 30 days`}
          </p>
          {rows.length === 0 ? <Nothing isFiltered={isFiltered} /> : <Messages rows={rows} view={view} />}
          <Pager {...around} />
        </div>
      </>
    );
    return { title: "Messages", body };
  },
});

const Nothing = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <Empty title="No message matches.">
      <a href={pathTo(path)}>Show all messages</a>
    </Empty>
  ) : (
    <Empty title="No message was sent in the last 30 days.">
      Links, codes and alerts to users appear here, without their content.
    </Empty>
  );

export const messagesSection: Section = { pages: [messagesPage], actions: [] };
