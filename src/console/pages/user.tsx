/** A user: whether they can sign in, their sessions, their history, and the actions on the account. */
import { query } from "../api.ts";
import { page, pathTo, type Section, type View } from "../page.ts";
import { confirm } from "../parts/confirm.tsx";
import { Copy } from "../parts/copy.tsx";
import { ActionForm } from "../parts/form.tsx";
import { type Happening, History } from "../parts/history.tsx";
import { When } from "../parts/time.tsx";
import * as shapes from "../shapes.ts";
import * as does from "./user-actions.ts";
import { Identities, Memberships, Sessions, Targets } from "./user-cards.tsx";
import { Factors, Prefs, Profile, Security } from "./user-forms.tsx";
import { Facts, factsOf } from "./user-facts.tsx";

const above = [["Users", pathTo("/users")]] as const;

/** The newest rows of the user's history: from the activities, which have more detail, or else from the log. */
async function readHistory(view: View): Promise<readonly Happening[]> {
  const limit = query("limit", undefined, 15);
  if (view.can("events.read")) {
    const queries = [query("equal", "userId", view.param("userId")), limit];
    const { events } = await view.api.read("/activities/events", shapes.activities, { queries, total: "false" });
    return events;
  }
  const { logs } = await view.api.read(does.apiPath(view, "/logs"), shapes.logs, { queries: [limit], total: "false" });
  return logs.map(shapes.happeningOf);
}

async function readAll(view: View) {
  const { api } = view;
  const userId = view.param("userId");
  const isOfUser = query("equal", "userId", userId);
  const [user, factors, { locks }, sessions, history, memberships, identities] = await Promise.all([
    api.read(does.apiPath(view), shapes.user),
    api.read(does.apiPath(view, "/mfa/factors"), shapes.factors),
    api.read(does.apiPath(view, "/locks"), shapes.locks),
    api.read(does.apiPath(view, "/sessions"), shapes.sessions),
    readHistory(view),
    api.read(does.apiPath(view, "/memberships"), shapes.memberships),
    api.read("/users/identities", shapes.identities, { queries: [isOfUser] }),
  ]);
  return { user, factors, lock: locks[0], sessions, history, memberships, identities };
}

const userPage = page({
  path: "/users/:userId",
  scopes: ["users.read"],
  async show(view) {
    const { factors, history, identities, lock, memberships, sessions, user } = await readAll(view);
    const to = { userId: user.$id };
    const facts = factsOf(user, factors, identities.total, lock);
    const body = (
      <>
        <div class="top">
          <h1>{shapes.nameOf(user)}</h1>
          <Copy value={user.$id} what="the user id" />
          <div class="end">
            <ActionForm
              view={view}
              action={user.status ? does.block : does.unblock}
              to={to}
              submit={user.status ? "Block" : "Unblock"}
              {...(user.status ? { tone: "danger" as const } : {})}
            />
            <ActionForm view={view} action={does.endSessions} to={to} submit="Sign out everywhere" />
          </div>
        </div>
        <div class="cols">
          <div>
            <section class="card">
              <h2>Can they sign in?</h2>
              <Facts facts={facts} />
            </section>
            <Sessions view={view} user={user} sessions={sessions} />
            <section class="card" id="history">
              <h2>History</h2>
              <History rows={history} self={user.$id} />
            </section>
          </div>
          <div>
            <Profile view={view} user={user} />
            <Security view={view} user={user} lock={lock} />
            <Factors view={view} user={user} factors={factors} />
            <Memberships view={view} memberships={memberships} />
            <Identities view={view} user={user} identities={identities} />
            <Targets view={view} user={user} />
            <Prefs view={view} user={user} />
            {view.can("users.write") ? (
              <p>
                <a class="button danger" href={pathTo("/users/:userId/delete", to)}>
                  Delete the user…
                </a>
              </p>
            ) : null}
          </div>
        </div>
      </>
    );
    return { title: shapes.nameOf(user), above, body };
  },
});

const deletePage = page({
  path: "/users/:userId/delete",
  scopes: ["users.write"],
  async show(view) {
    const user = await view.api.read(does.apiPath(view), shapes.user);
    const to = { userId: user.$id };
    const back = pathTo("/users/:userId", to);
    return confirm({
      view,
      action: does.deleteUser,
      to,
      title: `Delete ${shapes.nameOf(user)}?`,
      above: [...above, [shapes.nameOf(user), back]],
      back,
      submit: "Delete for good",
      body: (
        <>
          <p>
            The account {user.email} {user.phone} goes with its sessions, identities, targets and memberships. Id, email
            and phone are free again. This cannot be undone; to keep the account and stop it, block it.
          </p>
          <dl>
            <dt>Id</dt>
            <dd>
              <code>{user.$id}</code>
            </dd>
            <dt>Created</dt>
            <dd>
              <When at={user.$createdAt} />
            </dd>
          </dl>
        </>
      ),
    });
  },
});

export const userSection: Section = { pages: [userPage, deletePage], actions: does.userActions };
