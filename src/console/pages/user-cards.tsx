/** The lists of a user's page: sessions, teams, identities and targets. */
import { pathTo, type View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { Table } from "../parts/table.tsx";
import { When } from "../parts/time.tsx";
import type * as shapes from "../shapes.ts";
import * as does from "./user-actions.ts";

export interface Of {
  readonly view: View;
  readonly user: shapes.User;
}

/** The number of sessions on the page; the API returns all of them. */
const shownSessions = 20;

export function Sessions({ sessions: { sessions, total }, user, view }: Of & { sessions: shapes.Sessions }) {
  const newest = sessions.toReversed().slice(0, shownSessions);
  return (
    <section class="card" id="sessions">
      <h2>Signed in at {total === 1 ? "1 place" : `${total} places`}</h2>
      {total === 0 ? (
        <Empty title="The user is signed in nowhere." />
      ) : (
        <Table
          caption="Sessions"
          rows={newest}
          columns={[
            { name: "Device", cell: (session) => deviceOf(session) },
            {
              name: "From",
              cell: ({ countryName, ip }) =>
                [ip, countryName === "Unknown" ? "" : countryName].filter(Boolean).join(", "),
            },
            {
              name: "Signed in",
              cell: ({ $createdAt, provider }) => (
                <>
                  <When at={$createdAt} /> by {provider}
                </>
              ),
            },
            { name: "Until", cell: ({ expire }) => <When at={expire} day />, wide: true },
            {
              name: "End it",
              silent: true,
              cell: (session) => (
                <ActionForm
                  view={view}
                  action={does.endSession}
                  to={{ userId: user.$id, sessionId: session.$id }}
                  submit="End"
                  tone="quiet"
                  label={`End the session on ${deviceOf(session)}`}
                />
              ),
            },
          ]}
        />
      )}
      {total > shownSessions ? <p class="faint">The newest {shownSessions} are shown.</p> : null}
    </section>
  );
}

const deviceOf = ({ clientName, deviceModel, osName }: shapes.Session): string =>
  [clientName, osName, deviceModel].filter(Boolean).join(", ") || "Unknown device";

export const Memberships = ({
  memberships: { memberships, total },
  view,
}: {
  view: View;
  memberships: shapes.Memberships;
}) => (
  <section class="card" id="memberships">
    <h2>Teams</h2>
    {total === 0 ? (
      <Empty title="In no team." />
    ) : (
      <Table
        caption="Teams"
        rows={memberships}
        columns={[
          {
            name: "Team",
            cell: ({ teamId, teamName }) =>
              view.can("teams.read") ? (
                <a href={pathTo("/teams/:teamId", { teamId })}>{teamName || teamId}</a>
              ) : (
                teamName || teamId
              ),
          },
          { name: "Roles", cell: ({ roles }) => roles.join(", ") },
          {
            name: "Since",
            cell: ({ confirm, joined }) => (confirm ? <When at={joined} day /> : <Badge tone="warn">invited</Badge>),
          },
        ]}
      />
    )}
    {total > memberships.length ? (
      <p class="faint">
        The first {memberships.length} of {total} are shown.
      </p>
    ) : null}
  </section>
);

export const Identities = ({
  identities: { identities, total },
  user,
  view,
}: Of & { identities: shapes.Identities }) => (
  <section class="card" id="identities">
    <h2>Identities</h2>
    {total === 0 ? (
      <Empty title="No provider signs the user in." />
    ) : (
      <Table
        caption="Identities"
        rows={identities}
        columns={[
          { name: "Provider", cell: ({ provider }) => provider },
          { name: "As", cell: ({ providerEmail, providerUid }) => providerEmail || providerUid },
          {
            name: "Delete",
            silent: true,
            cell: ({ $id, provider }) => (
              <ActionForm
                view={view}
                action={does.deleteIdentity}
                to={{ userId: user.$id, identityId: $id }}
                submit="Delete"
                tone="quiet"
                label={`Delete the identity at ${provider}`}
              />
            ),
          },
        ]}
      />
    )}
  </section>
);

export const Targets = ({ user, view }: Of) => (
  <section class="card" id="targets">
    <h2>Targets</h2>
    {view.can("messages.read") ? (
      <p>
        <a href={`${pathTo("/messages")}?user=${encodeURIComponent(user.$id)}`}>Messages to the user</a>
      </p>
    ) : null}
    {user.targets.length === 0 ? (
      <Empty title="No message can reach the user." />
    ) : (
      <Table
        caption="Targets"
        rows={user.targets}
        columns={[
          { name: "Kind", cell: ({ providerType }) => providerType },
          {
            name: "Address",
            cell: ({ expired, identifier, name }) => (
              <>
                {name ? `${name}: ` : ""}
                {identifier} {expired ? <Badge tone="warn">expired</Badge> : null}
              </>
            ),
          },
          {
            name: "Delete",
            silent: true,
            cell: ({ $id, identifier }) =>
              identifier === user.email || identifier === user.phone ? null : (
                <ActionForm
                  view={view}
                  action={does.deleteTarget}
                  to={{ userId: user.$id, targetId: $id }}
                  submit="Delete"
                  tone="quiet"
                  label={`Delete the target ${identifier}`}
                />
              ),
          },
        ]}
      />
    )}
  </section>
);
