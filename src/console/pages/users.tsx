/** The list of users: searched by any word, filtered, sorted, a page at a time. */
import { query } from "../api.ts";
import { page, pathTo, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Empty } from "../parts/empty.tsx";
import { Options, pick } from "../parts/options.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import { nameOf, type User, userList } from "../shapes.ts";

interface Choice {
  readonly name: string;
  readonly queries: readonly string[];
}

const filters: ReadonlyMap<string, Choice> = new Map(
  Object.entries({
    "": { name: "All", queries: [] },
    blocked: { name: "Blocked", queries: [query("equal", "status", false)] },
    active: { name: "Not blocked", queries: [query("equal", "status", true)] },
    unverified: { name: "Email unverified", queries: [query("equal", "emailVerification", false)] },
    verified: { name: "Email verified", queries: [query("equal", "emailVerification", true)] },
    impersonators: { name: "Impersonators", queries: [query("equal", "impersonator", true)] },
  }),
);

/** A sort by an optional attribute leaves out users without it, because a cursor cannot stand at a null. */
const sorts: ReadonlyMap<string, Choice> = new Map(
  Object.entries({
    "": { name: "Newest", queries: [query("orderDesc", "$sequence")] },
    oldest: { name: "Oldest", queries: [query("orderAsc", "$sequence")] },
    name: { name: "Name", queries: [query("orderAsc", "name")] },
    email: { name: "Email", queries: [query("orderAsc", "email"), query("greaterThan", "email", "")] },
    seen: {
      name: "Last seen",
      queries: [query("orderDesc", "accessedAt"), query("greaterThan", "accessedAt", "1970-01-01T00:00:00.000+00:00")],
    },
  }),
);

const State = ({ user }: { user: User }) => (
  <>
    {user.status ? null : <Badge tone="bad">blocked</Badge>}
    {user.email !== "" && !user.emailVerification ? <Badge tone="warn">unverified</Badge> : null}
    {user.mfa ? <Badge>MFA</Badge> : null}
    {user.labels.slice(0, 3).map((label) => (
      <Badge>{label}</Badge>
    ))}
  </>
);

const usersPage = page({
  path: "/users",
  scopes: ["users.read"],
  nav: "Users",
  async show(view) {
    const { api, can, query: address, url } = view;
    const search = address.get("search") ?? "";
    const [filter, sort] = [pick(filters, address.get("show")), pick(sorts, address.get("sort"))];
    // The total counts all users, so it would be wrong for a sort that leaves users out.
    const isCounted = sort.queries.length < 2;
    const { total, users } = await api.read("/users", userList, {
      queries: [...filter.queries, ...sort.queries, ...pageQueries(address)],
      total: String(isCounted),
      ...(search ? { search } : {}),
    });
    const { rows, ...around } = pageOf(url, users);
    const body = (
      <>
        <div class="top">
          <h1>Users</h1>
          <div class="end">
            <a class="button" href={pathTo("/export")}>
              Export
            </a>
            {can("users.write") ? (
              <>
                <a class="button" href={pathTo("/import")}>
                  Import
                </a>{" "}
                <a class="button primary" href={pathTo("/new-user")}>
                  New user
                </a>
              </>
            ) : null}
          </div>
        </div>
        <form class="filters" method="get" action={pathTo("/users")} role="search" data-instant>
          <div class="grow">
            <label for="search">Search names, emails, phones, ids and labels (press /)</label>
            <input type="search" id="search" name="search" value={search} maxlength={256} autocomplete="off" />
          </div>
          <div>
            <label for="show">Show</label>
            <select id="show" name="show">
              <Options of={filters} chosen={address.get("show")} />
            </select>
          </div>
          <div>
            <label for="sort">Sort by</label>
            <select id="sort" name="sort">
              <Options of={sorts} chosen={address.get("sort")} />
            </select>
          </div>
          <button>Search</button>
        </form>
        <div id="results">
          <p class="faint" role="status">
            {isCounted
              ? `${total.toLocaleString("en")} ${total === 1 ? "user" : "users"}`
              : "Users who lack it are left out"}
          </p>
          {rows.length === 0 ? (
            <Nothing view={view} isSearch={Boolean(search || address.get("show"))} />
          ) : (
            <Users rows={rows} />
          )}
          <Pager {...around} />
        </div>
      </>
    );
    return { title: "Users", body };
  },
});

const Users = ({ rows }: { rows: readonly User[] }) => (
  <Table
    caption="Users"
    rows={rows}
    columns={[
      { name: "Name", cell: (user) => <a href={pathTo("/users/:userId", { userId: user.$id })}>{nameOf(user)}</a> },
      { name: "Email", cell: ({ email }) => email, below: true },
      { name: "Phone", cell: ({ phone }) => phone, wide: true },
      { name: "State", cell: (user) => <State user={user} /> },
      { name: "Last seen", cell: ({ accessedAt }) => <When at={accessedAt} date />, wide: true },
      { name: "Created", cell: ({ $createdAt }) => <When at={$createdAt} day />, wide: true },
    ]}
  />
);

const Nothing = ({ isSearch, view }: { isSearch: boolean; view: View }) =>
  isSearch ? (
    <Empty title="No user matches.">
      Every word must be the beginning of a word of the user. <a href={pathTo("/users")}>Show all users</a>
    </Empty>
  ) : (
    <Empty title="There are no users yet.">
      {view.can("users.write") ? (
        <>
          <a href={pathTo("/new-user")}>Create one</a>, or <a href={pathTo("/import")}>import them</a> from another
          system.
        </>
      ) : (
        "They appear here once they sign up."
      )}
    </Empty>
  );

export const usersSection = { pages: [usersPage], actions: [] };
