/** The list of teams: searched by words of name and id, sorted, a page at a time. */
import * as v from "valibot";
import { ok } from "../../errors/result.ts";
import { query } from "../api.ts";
import { action, page, pathTo, type Section, type View } from "../page.ts";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { FreshId, freshIdOf } from "../parts/fresh-id.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Options, pick } from "../parts/options.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import { above, type Team, teamList, teamPath } from "./team-parts.ts";

const newPath = "/new-team";

const sorts = new Map([
  ["", { name: "Newest", queries: [query("orderDesc", "$sequence")] }],
  ["oldest", { name: "Oldest", queries: [query("orderAsc", "$sequence")] }],
  ["name", { name: "Name", queries: [query("orderAsc", "name")] }],
  ["members", { name: "Members", queries: [query("orderDesc", "total")] }],
]);

const teamsPage = page({
  path: "/teams",
  scopes: ["teams.read"],
  nav: "Teams",
  async show(view) {
    const { api, can, query: address, url } = view;
    const search = address.get("search") ?? "";
    const sort = pick(sorts, address.get("sort"));
    const { teams, total } = await api.read("/teams", teamList, {
      queries: [...sort.queries, ...pageQueries(address)],
      ...(search && { search }),
    });
    const { rows, ...around } = pageOf(url, teams);
    const body = (
      <>
        <div class="top">
          <h1>Teams</h1>
          {can("teams.write") ? (
            <div class="end">
              <a class="button primary" href={pathTo(newPath)}>
                New team
              </a>
            </div>
          ) : null}
        </div>
        <form class="filters" method="get" action={pathTo("/teams")} role="search" data-instant>
          <div class="grow">
            <label for="search">Search names and ids (press /)</label>
            <input type="search" id="search" name="search" value={search} maxlength={256} autocomplete="off" />
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
            {total.toLocaleString("en")} {total === 1 ? "team" : "teams"}
          </p>
          {rows.length === 0 ? <Nothing view={view} isSearch={search !== ""} /> : <Teams rows={rows} />}
          <Pager {...around} />
        </div>
      </>
    );
    return { title: "Teams", body };
  },
});

const Teams = ({ rows }: { rows: readonly Team[] }) => (
  <Table
    caption="Teams"
    rows={rows}
    columns={[
      { name: "Name", cell: ({ $id, name }) => <a href={pathTo(teamPath, { teamId: $id })}>{name || $id}</a> },
      { name: "Members", cell: ({ total }) => total.toLocaleString("en") },
      { name: "Id", cell: ({ $id }) => <code>{$id}</code>, wide: true },
      { name: "Created", cell: ({ $createdAt }) => <When at={$createdAt} day /> },
    ]}
  />
);

const Nothing = ({ isSearch, view }: { isSearch: boolean; view: View }) =>
  isSearch ? (
    <Empty title="No team matches.">
      Every word must be the beginning of a word of the name or id. <a href={pathTo("/teams")}>Show all teams</a>
    </Empty>
  ) : (
    <Empty title="There are no teams yet.">
      {view.can("teams.write") ? <a href={pathTo(newPath)}>Create one</a> : "Users create them in your app."}
    </Empty>
  );

const created = v.object({ $id: v.string() });

const createTeam = action({
  id: "create-team",
  path: newPath,
  scopes: ["teams.write"],
  done: "The team is created. Add its first member.",
  page: newPath,
  async run({ api }, form) {
    const body = { teamId: form.get("teamId").trim() || freshIdOf(form), name: form.get("name").trim() };
    const answer = await api.send("POST", "/teams", body);
    return answer.ok ? ok({ to: pathTo(teamPath, { teamId: v.parse(created, answer.value).$id }) }) : answer;
  },
});

const newTeamPage = page({
  path: newPath,
  scopes: ["teams.write"],
  show: (view) =>
    Promise.resolve({
      title: "New team",
      above,
      body: (
        <section class="card narrow">
          <h1>New team</h1>
          <ActionForm
            view={view}
            action={createTeam}
            fields={[
              { name: "name", label: "Name", required: true },
              { name: "teamId", label: "Id", hint: "Empty: a random id." },
            ]}
            submit="Create the team"
            tone="primary"
          >
            <FreshId view={view} />
          </ActionForm>
        </section>
      ),
    }),
});

export const teamsSection: Section = { pages: [teamsPage, newTeamPage], actions: [createTeam] };
