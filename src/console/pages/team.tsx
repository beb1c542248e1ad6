/** A team and its members. */
import { query } from "../api.ts";
import { page, pathTo, type Section, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { confirm } from "../parts/confirm.tsx";
import { Copy } from "../parts/copy.tsx";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { Options, pick } from "../parts/options.tsx";
import { pageOf, pageQueries, Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import * as does from "./team-actions.ts";
import * as parts from "./team-parts.ts";

const filters = new Map([
  ["", { name: "Everyone", queries: [] }],
  ["owners", { name: "Owners", queries: [query("contains", "roles", "owner")] }],
  ["invited", { name: "Invited", queries: [query("equal", "confirm", false)] }],
]);

interface Of {
  readonly view: View;
  readonly team: parts.Team;
}

const teamPage = page({
  path: parts.teamPath,
  scopes: ["teams.read"],
  async show(view) {
    const { api, query: address, url } = view;
    const filter = pick(filters, address.get("show"));
    const [team, { memberships, total }] = await Promise.all([
      api.read(parts.teamCall(view), parts.team),
      api.read(parts.teamCall(view, "/memberships"), parts.memberList, {
        queries: [...filter.queries, ...pageQueries(address)],
      }),
    ]);
    const { rows, ...around } = pageOf(url, memberships);
    const to = { teamId: team.$id };
    const body = (
      <>
        <div class="top">
          <h1>{team.name || team.$id}</h1>
          <Copy value={team.$id} what="the team id" />
        </div>
        <div class="cols">
          <div>
            <form class="filters" method="get" action={pathTo(parts.teamPath, to)} data-instant>
              <div>
                <label for="show">Show</label>
                <select id="show" name="show">
                  <Options of={filters} chosen={address.get("show")} />
                </select>
              </div>
              <button>Show</button>
            </form>
            <div id="results">
              <p class="faint" role="status">
                {total.toLocaleString("en")} {total === 1 ? "membership" : "memberships"}
              </p>
              {rows.length === 0 ? (
                <Empty title={filter.queries.length > 0 ? "No member matches." : "The team has no members."} />
              ) : (
                <Members team={team} rows={rows} />
              )}
              <Pager {...around} />
            </div>
          </div>
          <div>
            <AddMember view={view} team={team} />
            <Details view={view} team={team} />
            <Prefs view={view} team={team} />
            {view.can("teams.write") ? (
              <p>
                <a class="button danger" href={pathTo(`${parts.teamPath}/delete`, to)}>
                  Delete the team…
                </a>
              </p>
            ) : null}
          </div>
        </div>
      </>
    );
    return { title: team.name || team.$id, above: parts.above, body };
  },
});

const Members = ({ rows, team }: { team: parts.Team; rows: readonly parts.Member[] }) => (
  <Table
    caption="Members"
    rows={rows}
    columns={[
      {
        name: "Member",
        cell: (member) => (
          <a href={pathTo(parts.memberPath, { teamId: team.$id, membershipId: member.$id })}>
            {parts.memberName(member)}
          </a>
        ),
      },
      { name: "Email", cell: ({ userEmail }) => userEmail, wide: true },
      { name: "Roles", cell: ({ roles }) => roles.join(", ") },
      { name: "Since", cell: (member) => <Since member={member} /> },
    ]}
  />
);

const Since = ({ member: { confirm, joined } }: { member: parts.Member }) =>
  confirm ? <When at={joined} day /> : <Badge tone="warn">invited</Badge>;

const AddMember = ({ team, view }: Of) =>
  view.can("teams.write") ? (
    <section class="card" id="add">
      <h2>Add a member</h2>
      <ActionForm
        view={view}
        action={does.addMember}
        to={{ teamId: team.$id }}
        submit="Add"
        fields={[
          {
            name: "member",
            label: "User id, email or phone",
            required: true,
            hint: "Joins at once, without an invitation. An address that no user has creates an account.",
          },
          { name: "roles", label: "Roles", hint: "Separated by commas. An owner may change the team." },
        ]}
      />
    </section>
  ) : null;

const Details = ({ team, view }: Of) => (
  <section class="card" id="details">
    <h2>Team</h2>
    <dl>
      <dt>Name</dt>
      <dd>{team.name}</dd>
      <dt>Members</dt>
      <dd>{team.total.toLocaleString("en")} who have joined</dd>
      <dt>Created</dt>
      <dd>
        <When at={team.$createdAt} />
      </dd>
    </dl>
    {view.can("teams.write") ? (
      <details {...(view.problem?.action === does.renameTeam.id ? { open: true } : {})}>
        <summary>Rename</summary>
        <ActionForm
          view={view}
          action={does.renameTeam}
          to={{ teamId: team.$id }}
          submit="Save"
          label="Save the name"
          fields={[{ name: "name", label: "Name", value: team.name, required: true }]}
        />
      </details>
    ) : null}
  </section>
);

function Prefs({ team, view }: Of) {
  const json = JSON.stringify(team.prefs, null, 2);
  return (
    <section class="card" id="prefs">
      <h2>Preferences</h2>
      {json === "{}" ? <Empty title="None." /> : <pre>{json}</pre>}
      {view.can("teams.write") ? (
        <details {...(view.problem?.action === does.setTeamPrefs.id ? { open: true } : {})}>
          <summary>Edit</summary>
          <ActionForm
            view={view}
            action={does.setTeamPrefs}
            to={{ teamId: team.$id }}
            submit="Save the preferences"
            fields={[{ name: "prefs", label: "Preferences as JSON", type: "textarea", value: json }]}
          />
        </details>
      ) : null}
    </section>
  );
}

const deletePage = page({
  path: `${parts.teamPath}/delete`,
  scopes: ["teams.write"],
  async show(view) {
    const team = await view.api.read(parts.teamCall(view), parts.team);
    const back = parts.teamPage(view);
    return confirm({
      view,
      action: does.deleteTeam,
      to: { teamId: team.$id },
      title: `Delete ${team.name || team.$id}?`,
      above: [...parts.above, [team.name || team.$id, back]],
      back,
      submit: "Delete for good",
      body: (
        <p>
          The team goes with its {team.total.toLocaleString("en")} memberships, its invitations and its preferences. The
          users stay. This cannot be undone.
        </p>
      ),
    });
  },
});

export const teamSection: Section = { pages: [teamPage, deletePage], actions: does.teamActions };
