/** A membership: its user, its roles, and the button that ends it. */
import { page, pathTo, type Section } from "../page.ts";
import { ActionForm } from "../parts/form.tsx";
import { When } from "../parts/time.tsx";
import { removeMember, setRoles } from "./team-actions.ts";
import * as parts from "./team-parts.ts";

const memberPage = page({
  path: parts.memberPath,
  scopes: ["teams.read"],
  async show(view) {
    const member = await view.api.read(parts.memberCall(view), parts.member);
    const to = { teamId: view.param("teamId"), membershipId: member.$id };
    const name = parts.memberName(member);
    const body = (
      <section class="card narrow">
        <h1>{name}</h1>
        <dl>
          <dt>User</dt>
          <dd>
            {view.can("users.read") ? (
              <a href={pathTo("/users/:userId", { userId: member.userId })}>{member.userId}</a>
            ) : (
              member.userId
            )}
          </dd>
          <dt>Email</dt>
          <dd>{member.userEmail || <span class="faint">none</span>}</dd>
          <dt>Phone</dt>
          <dd>{member.userPhone || <span class="faint">none</span>}</dd>
          {view.can("teams.write") ? null : (
            <>
              <dt>Roles</dt>
              <dd>{member.roles.join(", ") || <span class="faint">none</span>}</dd>
            </>
          )}
          <dt>{member.confirm ? "Joined" : "Invited"}</dt>
          <dd>
            <When at={member.confirm ? member.joined : member.invited} />
          </dd>
          <dt>MFA</dt>
          <dd>{member.mfa ? "on" : "off"}</dd>
        </dl>
        <ActionForm
          view={view}
          action={setRoles}
          to={to}
          submit="Save the roles"
          fields={[
            {
              name: "roles",
              label: "Roles",
              value: member.roles.join(", "),
              hint: "Separated by commas. An owner may change the team.",
            },
          ]}
        />
        <div class="acts">
          <ActionForm
            view={view}
            action={removeMember}
            to={to}
            submit={member.confirm ? "Remove from the team" : "Withdraw the invitation"}
            tone="danger"
          />
        </div>
      </section>
    );
    return { title: name, above: [...parts.above, [member.teamName || to.teamId, parts.teamPage(view)]], body };
  },
});

export const memberSection: Section = { pages: [memberPage], actions: [setRoles, removeMember] };
