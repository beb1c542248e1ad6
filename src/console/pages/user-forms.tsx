/** The forms of a user's page: profile, account recovery, second factor and preferences. */
import type { View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import { Empty } from "../parts/empty.tsx";
import { ActionForm } from "../parts/form.tsx";
import { When } from "../parts/time.tsx";
import type * as shapes from "../shapes.ts";
import * as does from "./user-actions.ts";
import type { Of } from "./user-cards.tsx";

export const Profile = ({ user, view }: Of) => (
  <section class="card" id="profile">
    <h2>Profile</h2>
    <dl>
      <dt>Name</dt>
      <dd>{user.name || <span class="faint">none</span>}</dd>
      <dt>Email</dt>
      <dd>{user.email || <span class="faint">none</span>}</dd>
      <dt>Phone</dt>
      <dd>{user.phone || <span class="faint">none</span>}</dd>
      <dt>Labels</dt>
      <dd>
        {user.labels.length === 0 ? (
          <span class="faint">none</span>
        ) : (
          user.labels.map((label) => (
            <>
              <Badge>{label}</Badge>{" "}
            </>
          ))
        )}
      </dd>
      <dt>Created</dt>
      <dd>
        <When at={user.$createdAt} />
      </dd>
      <dt>Last seen</dt>
      <dd>
        <When at={user.accessedAt} day />
      </dd>
      {user.impersonator ? (
        <>
          <dt>Impersonator</dt>
          <dd>May act as other users</dd>
        </>
      ) : null}
    </dl>
    {view.can("users.write") ? (
      <details {...(isRefused(view, "set-name", "set-email", "set-phone", "set-labels") ? { open: true } : {})}>
        <summary>Edit</summary>
        <ActionForm
          view={view}
          action={does.setName}
          to={{ userId: user.$id }}
          submit="Save"
          label="Save the name"
          fields={[{ name: "name", label: "Name", value: user.name }]}
        />
        <ActionForm
          view={view}
          action={does.setEmail}
          to={{ userId: user.$id }}
          submit="Save"
          label="Save the email"
          fields={[
            {
              name: "email",
              label: "Email",
              type: "email",
              value: user.email,
              hint: "Your key vouches for it. Empty removes it.",
            },
          ]}
        />
        <ActionForm
          view={view}
          action={does.setPhone}
          to={{ userId: user.$id }}
          submit="Save"
          label="Save the phone"
          fields={[
            {
              name: "number",
              label: "Phone",
              type: "tel",
              value: user.phone,
              hint: "With the country, such as +49 30 123456. Empty removes it.",
            },
          ]}
        />
        <ActionForm
          view={view}
          action={does.setLabels}
          to={{ userId: user.$id }}
          submit="Save"
          label="Save the labels"
          fields={[
            {
              name: "labels",
              label: "Labels",
              value: user.labels.join(", "),
              hint: "Letters and digits, separated by commas.",
            },
          ]}
        />
      </details>
    ) : null}
  </section>
);

const isRefused = (view: View, ...actions: readonly string[]): boolean => actions.includes(view.problem?.action ?? "");

export const Security = ({ lock, user, view }: Of & { lock: shapes.Lock | undefined }) =>
  view.can("users.write") ? (
    <section class="card" id="security">
      <h2>Help them in</h2>
      <div class="acts">
        {user.email !== "" ? (
          <ActionForm
            view={view}
            action={user.emailVerification ? does.unverifyEmail : does.verifyEmail}
            to={{ userId: user.$id }}
            submit={user.emailVerification ? "Mark email unverified" : "Mark email verified"}
          />
        ) : null}
        {user.phone !== "" && !user.phoneVerification ? (
          <ActionForm view={view} action={does.verifyPhone} to={{ userId: user.$id }} submit="Mark phone verified" />
        ) : null}
        {lock === undefined ? null : (
          <ActionForm
            view={view}
            action={does.liftLocks}
            to={{ userId: user.$id }}
            submit={lock.paused ? "Lift the lock" : "Forget wrong passwords"}
          />
        )}
      </div>
      <details {...(isRefused(view, "set-password") ? { open: true } : {})}>
        <summary>Set a password</summary>
        <ActionForm
          view={view}
          action={does.setPassword}
          to={{ userId: user.$id }}
          submit="Set it and sign out everywhere"
          fields={[
            {
              name: "password",
              label: "New password",
              type: "password",
              autocomplete: "new-password",
              hint: "8 to 256 characters; empty removes it. Better: have the user recover it by email.",
            },
          ]}
        />
      </details>
    </section>
  ) : null;

export const Factors = ({ factors, user, view }: Of & { factors: shapes.Factors }) => (
  <section class="card" id="factors">
    <h2>Second factor</h2>
    <p>
      {user.mfa ? "Asked for at every sign-in." : "Not asked for."} Verified:{" "}
      {[factors.totp ? "authenticator app" : "", factors.email ? "email" : "", factors.phone ? "phone" : ""]
        .filter(Boolean)
        .join(", ") || "none"}
      .
    </p>
    <div class="acts">
      {user.mfa || factors.totp ? (
        <ActionForm view={view} action={does.resetMfa} to={{ userId: user.$id }} submit="Reset MFA" tone="danger" />
      ) : null}
      {user.mfa ? null : (
        <ActionForm view={view} action={does.turnMfaOn} to={{ userId: user.$id }} submit="Ask for a second factor" />
      )}
    </div>
  </section>
);

export const Prefs = ({ user, view }: Of) => {
  const json = JSON.stringify(user.prefs, null, 2);
  return (
    <section class="card" id="prefs">
      <h2>Preferences</h2>
      {json === "{}" ? <Empty title="None." /> : <pre>{json}</pre>}
      {view.can("users.write") ? (
        <details {...(isRefused(view, "set-prefs") ? { open: true } : {})}>
          <summary>Edit</summary>
          <ActionForm
            view={view}
            action={does.setPrefs}
            to={{ userId: user.$id }}
            submit="Save the preferences"
            fields={[{ name: "prefs", label: "Preferences as JSON", type: "textarea", value: json }]}
          />
        </details>
      ) : null}
    </section>
  );
};
