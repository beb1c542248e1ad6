/**
 * The class `Project` of node-appwrite 27, the only version that has one, against the Worker
 * (docs/spec/project.md#sdk-methods).
 */
import { generateKeyPairSync } from "node:crypto";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { keyScopes } from "../../src/domain/keys/index.ts";
import { aDate, aGeneratedId } from "./conformance/expected.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { startServer } from "./harness/server.ts";

/** Methods that are not served yet. The list can only shrink. */
const notServedYet = `
  createAndroidPlatform createApplePlatform createLinuxPlatform createMockPhone createSMTPTest createVariable
  createWebPlatform createWindowsPlatform delete deleteMockPhone deletePlatform deleteVariable getEmailTemplate
  getMockPhone getPlatform getVariable listEmailTemplates listMockPhones
  listPlatforms listVariables updateAndroidPlatform updateApplePlatform updateDenyAliasedEmailPolicy
  updateDenyCorporateEmailPolicy updateDenyDisposableEmailPolicy updateDenyFreeEmailPolicy updateEmailTemplate
  updateLabels updateLinuxPlatform updateMockPhone updateOAuth2Amazon updateOAuth2Appwrite
  updateOAuth2Auth0 updateOAuth2Authentik updateOAuth2Autodesk updateOAuth2Bitbucket updateOAuth2Bitly
  updateOAuth2Box updateOAuth2Dailymotion updateOAuth2Discord updateOAuth2Disqus updateOAuth2Dropbox
  updateOAuth2Etsy updateOAuth2Facebook updateOAuth2Figma updateOAuth2FusionAuth
  updateOAuth2Gitlab updateOAuth2Keycloak updateOAuth2Kick updateOAuth2Linkedin
  updateOAuth2Notion updateOAuth2Okta updateOAuth2Paypal
  updateOAuth2PaypalSandbox updateOAuth2Podio updateOAuth2Salesforce updateOAuth2Server updateOAuth2Slack
  updateOAuth2Spotify updateOAuth2Stripe updateOAuth2Tradeshift updateOAuth2TradeshiftSandbox updateOAuth2Twitch
  updateOAuth2WordPress updateOAuth2X updateOAuth2Yahoo updateOAuth2Yandex updateOAuth2Zoho updateOAuth2Zoom
  updateProtocol updateSMTP updateService updateVariable updateWebPlatform updateWindowsPlatform
`
  .trim()
  .split(/\s+/);

const served = `
  createEphemeralKey createKey deleteKey get getKey getOAuth2Provider getPolicy listKeys listOAuth2Providers
  listPolicies updateAuthMethod updateKey updateMembershipPrivacyPolicy updateOAuth2Apple updateOAuth2GitHub
  updateOAuth2Google updateOAuth2Microsoft updateOAuth2Oidc updatePasswordDictionaryPolicy updatePasswordHistoryPolicy
  updatePasswordPersonalDataPolicy updatePasswordStrengthPolicy updateSessionAlertPolicy updateSessionDurationPolicy
  updateSessionInvalidationPolicy updateSessionLimitPolicy updateUserLimitPolicy
`
  .trim()
  .split(/\s+/);

const {
  ProjectAuthMethodId: Method,
  ProjectOAuthProviderId: OAuth2,
  ProjectKeyScopes: Scope,
  ProjectPolicyId: Policy,
  Query,
} = node;

test("the scopes of a key are those of the SDK, each once", () => {
  expect(keyScopes.toSorted()).toEqual(Object.values<string>(Scope).toSorted());
});

test("every method of the class is served here, or listed as not served yet", () => {
  const methods = Object.getOwnPropertyNames(node.Project.prototype).filter((name) => name !== "constructor");
  expect(methods.toSorted()).toEqual([...served, ...notServedYet].toSorted());
});

let recorder: Recorder;
beforeAll(async () => {
  recorder = await record(await startServer());
});
afterAll(() => recorder.stop());

/** The SDK's client as a key; null: as a guest. */
function clientAs(key: string | null): node.Client {
  const client = new node.Client().setEndpoint(recorder.endpoint).setProject(recorder.projectId);
  return key === null ? client : client.setKey(key);
}
const projectAs = (key: string | null = recorder.key) => new node.Project(clientAs(key));

/** Expects a call to be refused, and the SDK's error to match the answer on the wire. */
async function expectRefusal(
  call: Promise<unknown>,
  code: number,
  type: string,
  message: RegExp = /\S/,
): Promise<void> {
  const error: unknown = await call.then(
    (result) => expect.fail(`It was not refused, but gave ${JSON.stringify(result)}.`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof node.AppwriteException)) throw error;
  expect({ code: error.code, type: error.type, message: error.message }).toEqual({
    code,
    type,
    message: expect.stringMatching(message),
  });
  expect(JSON.parse(recorder.exchanges.at(-1)?.text ?? "")).toEqual({
    code,
    type,
    message: error.message,
    version: "1.9.6",
  });
}

/** A key with a name and nothing else, as the SDK returns it. */
const bare = {
  $id: aGeneratedId,
  $createdAt: aDate,
  $updatedAt: aDate,
  name: "CI",
  expire: "",
  scopes: [],
  secret: "",
  accessedAt: "",
  sdks: [],
} satisfies Always<node.Models.Key>;
const aSecret: unknown = expect.stringMatching(/^standard_[0-9a-f]{256}$/);

/** The fields that the SDK's types promise. */
type Always<Model> = { readonly [Name in keyof Model as undefined extends Model[Name] ? never : Name]: unknown };

describe("get", () => {
  test("gives the project", async () => {
    expect(await projectAs().get()).toMatchObject({
      $id: "rollcall",
      $createdAt: aDate,
      $updatedAt: aDate,
      name: "rollcall",
      teamId: "",
      region: "default",
      devKeys: [],
      smtpEnabled: false,
      smtpSenderName: "",
      smtpSenderEmail: "",
      smtpReplyToName: "",
      smtpReplyToEmail: "",
      smtpHost: "",
      smtpPort: 0,
      smtpUsername: "",
      smtpPassword: "",
      smtpSecure: "",
      pingCount: 0,
      pingedAt: "",
      labels: [],
      status: "active",
      onboarding: {},
      authMethods: Object.values(Method).map(($id) => ({ $id, enabled: true })),
      services: ["account", "teams", "users", "messaging", "project", "health"].map(($id) => ({ $id, enabled: true })),
      protocols: ["rest", "graphql", "websocket"].map(($id) => ({ $id, enabled: $id === "rest" })),
      blocks: [],
      consoleAccessedAt: "",
      wafEnabled: false,
    } satisfies Always<node.Models.Project>);
  });

  test("is refused to a guest", async () => {
    await expectRefusal(projectAs(null).get(), 401, "general_unauthorized_scope");
  });
});

describe("createKey", () => {
  test("gives the key with its secret, which works at once", async () => {
    const key = await projectAs().createKey({
      keyId: node.ID.unique(),
      name: "CI",
      scopes: [Scope.UsersRead, Scope.UsersWrite],
      expire: "2038-01-19T03:14:07.000+00:00",
    });
    expect(key).toEqual({
      ...bare,
      scopes: ["users.read", "users.write"],
      expire: "2038-01-19T03:14:07.000+00:00",
      secret: aSecret,
    });
    expect(await new node.Users(clientAs(key.secret)).list()).toEqual({ total: 0, users: [] });
  });

  test("accepts an id, no scopes, and no end", async () => {
    expect(await projectAs().createKey({ keyId: "ci", name: "CI", scopes: [] })).toEqual({
      ...bare,
      $id: "ci",
      secret: aSecret,
    });
    // The SDK's types lack null, which its documentation allows; it is sent unchanged.
    const never = { keyId: "ci2", name: "CI", scopes: [], expire: null } as unknown as { expire: string };
    expect(await projectAs().createKey({ keyId: "ci2", name: "CI", scopes: [], ...never })).toMatchObject({
      expire: "",
    });
  });

  test("refuses what upstream refuses", async () => {
    const project = projectAs();
    const invalid = "general_argument_invalid";
    await expectRefusal(project.createKey({ keyId: "ci", name: "CI", scopes: [] }), 409, "key_already_exists");
    await expectRefusal(project.createKey({ keyId: "_", name: "CI", scopes: [] }), 400, invalid, /`keyId`/);
    await expectRefusal(project.createKey({ keyId: "x", name: "", scopes: [] }), 400, invalid, /`name`/);
    const unknown = ["users.delete" as node.ProjectKeyScopes];
    await expectRefusal(project.createKey({ keyId: "x", name: "CI", scopes: unknown }), 400, invalid, /`scopes`/);
    const scope = "general_unauthorized_scope";
    await expectRefusal(projectAs(null).createKey({ keyId: "x", name: "CI", scopes: [] }), 401, scope);
  });

  test("refuses to give a key more than its own scopes", async () => {
    const { secret } = await projectAs().createKey({ keyId: "narrow", name: "CI", scopes: [Scope.KeysWrite] });
    const project = projectAs(secret);
    const more = { keyId: "wide", name: "CI", scopes: [Scope.UsersRead] };
    await expectRefusal(project.createKey(more), 403, "key_creation_denied", /lacks users\.read\.$/);
    expect(await project.createKey({ ...more, scopes: [Scope.KeysWrite] })).toMatchObject({ scopes: ["keys.write"] });
  });
});

describe("createEphemeralKey", () => {
  test("gives a key that is limited to its scopes, and cannot create keys", async () => {
    const started = Date.now();
    const key = await projectAs().createEphemeralKey({ scopes: [Scope.UsersRead, Scope.KeysWrite], duration: 3600 });
    expect(key).toEqual({
      ...bare,
      name: "",
      expire: aDate,
      scopes: ["users.read", "keys.write"],
      secret: expect.stringMatching(/^ephemeral_[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    const life = Date.parse(key.expire) - Date.parse(key.$createdAt);
    expect(life).toBe(3_600_000);
    expect(Date.parse(key.$createdAt) - started).toBeLessThan(60_000);
    expect(await new node.Users(clientAs(key.secret)).list()).toEqual({ total: 0, users: [] });
    const refused = projectAs(key.secret).createKey({ keyId: "x", name: "x", scopes: [] });
    await expectRefusal(refused, 403, "key_creation_denied");
  });

  test.each([0, 3601])("refuses a duration of %d", async (duration) => {
    const refused = projectAs().createEphemeralKey({ scopes: [], duration });
    await expectRefusal(refused, 400, "general_argument_invalid", /`duration`.*between 1 and 3,600/);
  });
});

describe("listKeys", () => {
  test("gives every key, and the keys that queries match", async () => {
    const project = projectAs();
    const { keys, total } = await project.listKeys();
    expect(keys.map(({ $id }) => $id)).toEqual([expect.any(String), "ci", "ci2", "narrow", "wide"]);
    expect(total).toBe(5);
    expect(keys.every(({ secret }) => secret === "")).toBe(true);

    const page = async (...queries: string[]) => {
      const list = await project.listKeys({ queries });
      return { total: list.total, ids: list.keys.map(({ $id }) => $id) };
    };
    expect(await page(Query.limit(1), Query.cursorAfter("ci"))).toEqual({ total: 5, ids: ["ci2"] });
    expect(await page(Query.equal("name", "CI"), Query.orderDesc("$id"), Query.limit(2))).toEqual({
      total: 5,
      ids: ["wide", "narrow"],
    });
    expect(await page(Query.contains("scopes", [Scope.KeysWrite]))).toEqual({ total: 2, ids: ["narrow", "wide"] });
    expect(await page(Query.isNotNull("expire"))).toMatchObject({ total: 1 });
    expect(await project.listKeys({ total: false })).toEqual({ total: 0, keys });
  });

  test("refuses an unknown cursor, an unknown attribute, and a guest", async () => {
    const list = (...queries: string[]) => projectAs().listKeys({ queries });
    await expectRefusal(list(Query.cursorAfter("nobody")), 400, "general_cursor_not_found");
    await expectRefusal(list(Query.equal("secret", "x")), 400, "general_argument_invalid", /`queries`/);
    await expectRefusal(projectAs(null).listKeys(), 401, "general_unauthorized_scope");
  });
});

describe("getKey", () => {
  test("gives the key without its secret", async () => {
    expect(await projectAs().getKey({ keyId: "narrow" })).toMatchObject({
      ...bare,
      $id: "narrow",
      scopes: ["keys.write"],
      accessedAt: expect.any(String),
      sdks: expect.any(Array),
    });
  });

  test("shows that the SDK used it", async () => {
    const { secret } = await projectAs().createKey({ keyId: "used", name: "CI", scopes: [Scope.UsersRead] });
    await new node.Users(clientAs(secret)).list();
    // The use is recorded after the answer.
    await vi.waitFor(async () => {
      expect(await projectAs().getKey({ keyId: "used" })).toMatchObject({ accessedAt: aDate, sdks: ["node.js"] });
    });
  });

  test("refuses an unknown id", async () => {
    const message = /^Key with the requested ID could not be found\.$/;
    await expectRefusal(projectAs().getKey({ keyId: "nobody" }), 404, "key_not_found", message);
  });
});

describe("updateKey", () => {
  test("replaces name, scopes and end, and without an end lets the key live for ever", async () => {
    const changed = { keyId: "ci", name: "Deploy", scopes: [Scope.TeamsRead] };
    const key = { ...bare, $id: "ci", name: "Deploy", scopes: ["teams.read"] };
    expect(await projectAs().updateKey({ ...changed, expire: "2040-01-01T00:00:00.000+00:00" })).toEqual({
      ...key,
      expire: "2040-01-01T00:00:00.000+00:00",
    });
    expect(await projectAs().updateKey(changed)).toEqual(key);
  });

  test("refuses an unknown key, an unknown scope, and more than the caller has", async () => {
    const { secret } = await projectAs().createKey({ keyId: "narrow2", name: "CI", scopes: [Scope.KeysWrite] });
    const change = { keyId: "ci", name: "CI", scopes: [Scope.UsersRead] };
    await expectRefusal(projectAs().updateKey({ ...change, keyId: "nobody" }), 404, "key_not_found");
    const unknown = ["users" as node.ProjectKeyScopes];
    await expectRefusal(
      projectAs().updateKey({ ...change, scopes: unknown }),
      400,
      "general_argument_invalid",
      /`scopes`/,
    );
    await expectRefusal(projectAs(secret).updateKey(change), 403, "key_creation_denied");
  });
});

describe("deleteKey", () => {
  test("revokes the key for good", async () => {
    const project = projectAs();
    const { secret } = await project.createKey({ keyId: "gone", name: "CI", scopes: [Scope.UsersRead] });
    const users = new node.Users(clientAs(secret));
    await users.list();
    const { total } = await project.listKeys();
    expect(await project.deleteKey({ keyId: "gone" })).toEqual({ message: "" });
    await expectRefusal(users.list(), 401, "user_unauthorized");
    await expectRefusal(project.getKey({ keyId: "gone" }), 404, "key_not_found");
    await expectRefusal(project.deleteKey({ keyId: "gone" }), 404, "key_not_found");
    expect((await project.listKeys()).total).toBe(total - 1);
  });
});

/** The policies of a new project, in their order. */
const newPolicies = [
  { $id: "password-dictionary", enabled: false } satisfies Always<node.Models.PolicyPasswordDictionary>,
  { $id: "password-history", total: 0 } satisfies Always<node.Models.PolicyPasswordHistory>,
  {
    $id: "password-strength",
    min: 8,
    uppercase: false,
    lowercase: false,
    number: false,
    symbols: false,
  } satisfies Always<node.Models.PolicyPasswordStrength>,
  { $id: "password-personal-data", enabled: false } satisfies Always<node.Models.PolicyPasswordPersonalData>,
  { $id: "session-alert", enabled: false } satisfies Always<node.Models.PolicySessionAlert>,
  { $id: "session-duration", duration: 31_536_000 } satisfies Always<node.Models.PolicySessionDuration>,
  { $id: "session-invalidation", enabled: true } satisfies Always<node.Models.PolicySessionInvalidation>,
  { $id: "session-limit", total: 10 } satisfies Always<node.Models.PolicySessionLimit>,
  { $id: "user-limit", total: 0 } satisfies Always<node.Models.PolicyUserLimit>,
  {
    $id: "membership-privacy",
    userId: false,
    userEmail: false,
    userPhone: false,
    userName: false,
    userMFA: false,
    userAccessedAt: false,
  } satisfies Always<node.Models.PolicyMembershipPrivacy>,
];

/** The SDK lacks this policy, and requests a format whose lists omit it. */
const unknownPolicy = { $id: "mfa-factors", totp: true, email: true, phone: true, custom: false, oauth2: true };

const policyById = new Map<string, object>(newPolicies.map((policy) => [policy.$id, policy]));

describe("listPolicies", () => {
  test("gives all of them, or a page", async () => {
    const project = projectAs();
    expect(await project.listPolicies()).toEqual({ total: 10, policies: newPolicies });
    const queries = [Query.offset(1), Query.limit(2)];
    expect(await project.listPolicies({ queries })).toEqual({ total: 10, policies: newPolicies.slice(1, 3) });
    expect(await project.listPolicies({ total: false })).toEqual({ total: 0, policies: newPolicies });
  });

  test("refuses other queries, and a guest", async () => {
    const refused = projectAs().listPolicies({ queries: [Query.equal("$id", "user-limit")] });
    await expectRefusal(refused, 400, "general_argument_invalid", /`queries`/);
    await expectRefusal(projectAs(null).listPolicies(), 401, "general_unauthorized_scope");
  });
});

describe("getPolicy", () => {
  const known = Object.values(Policy).filter((policyId) => !policyId.startsWith("deny-"));

  test.each(known)("gives %s as the list does", async (policyId) => {
    expect(await projectAs().getPolicy({ policyId })).toEqual(policyById.get(policyId));
  });

  test.each(Object.values(Policy).filter((policyId) => policyId.startsWith("deny-")))(
    "refuses %s, which the open-source server has not either",
    async (policyId) => {
      await expectRefusal(projectAs().getPolicy({ policyId }), 400, "general_argument_invalid", /`policyId`/);
    },
  );

  test("gives the policy that the SDK lacks", async () => {
    const policyId = "mfa-factors" as node.ProjectPolicyId;
    expect(await projectAs().getPolicy({ policyId })).toEqual(unknownPolicy);
  });
});

describe("updating a policy", () => {
  // The SDK's types lack null, which its documentation allows; it is sent unchanged.
  const none = null as unknown as number;

  type Project = node.Project;
  const updates: readonly (readonly [
    string,
    change: (project: Project) => Promise<unknown>,
    changed: object,
    back: (project: Project) => Promise<unknown>,
  ])[] = [
    [
      "password-dictionary",
      (project) => project.updatePasswordDictionaryPolicy({ enabled: true }),
      { enabled: true },
      (project) => project.updatePasswordDictionaryPolicy({ enabled: false }),
    ],
    [
      "password-history",
      (project) => project.updatePasswordHistoryPolicy({ total: 20 }),
      { total: 20 },
      (project) => project.updatePasswordHistoryPolicy({ total: none }),
    ],
    [
      "password-personal-data",
      (project) => project.updatePasswordPersonalDataPolicy({ enabled: true }),
      { enabled: true },
      (project) => project.updatePasswordPersonalDataPolicy({ enabled: false }),
    ],
    [
      "session-alert",
      (project) => project.updateSessionAlertPolicy({ enabled: true }),
      { enabled: true },
      (project) => project.updateSessionAlertPolicy({ enabled: false }),
    ],
    [
      "session-duration",
      (project) => project.updateSessionDurationPolicy({ duration: 60 }),
      { duration: 60 },
      (project) => project.updateSessionDurationPolicy({ duration: 31_536_000 }),
    ],
    [
      "session-invalidation",
      (project) => project.updateSessionInvalidationPolicy({ enabled: false }),
      { enabled: false },
      (project) => project.updateSessionInvalidationPolicy({ enabled: true }),
    ],
    [
      "session-limit",
      (project) => project.updateSessionLimitPolicy({ total: 100 }),
      { total: 100 },
      (project) => project.updateSessionLimitPolicy({ total: 10 }),
    ],
    [
      "user-limit",
      (project) => project.updateUserLimitPolicy({ total: 10_000 }),
      { total: 10_000 },
      (project) => project.updateUserLimitPolicy({ total: none }),
    ],
    [
      "membership-privacy",
      (project) => project.updateMembershipPrivacyPolicy({ userEmail: true, userMFA: true }),
      { userEmail: true, userMFA: true },
      (project) => project.updateMembershipPrivacyPolicy({ userEmail: false, userMFA: false }),
    ],
  ];

  test.each(updates)("%s gives the project, and the policy shows it", async (id, change, changed, back) => {
    const project = projectAs();
    const read = () => project.getPolicy({ policyId: id as node.ProjectPolicyId });
    const policy = policyById.get(id);
    expect(await change(project)).toEqual(await project.get());
    expect(await read()).toEqual({ ...policy, ...changed });
    expect(await back(project)).toEqual(await project.get());
    expect(await read()).toEqual(policy);
  });

  test("password-strength gives the policy", async () => {
    const project = projectAs();
    const changed = { ...newPolicies[2], min: 256, symbols: true };
    expect(await project.updatePasswordStrengthPolicy({ min: 256, symbols: true })).toEqual(changed);
    expect(await project.updatePasswordStrengthPolicy()).toEqual(changed);
    expect(await project.updatePasswordStrengthPolicy({ min: 8, symbols: false })).toEqual(newPolicies[2]);
  });

  test("refuses a value out of range, an invalid null, and a guest", async () => {
    const [project, type] = [projectAs(), "general_argument_invalid"];
    await expectRefusal(project.updatePasswordHistoryPolicy({ total: 21 }), 400, type, /`total`.*between 1 and 20$/);
    await expectRefusal(project.updateSessionLimitPolicy({ total: none }), 400, type, /`total`.*between 1 and 100$/);
    await expectRefusal(project.updateUserLimitPolicy({ total: 10_001 }), 400, type, /`total`.*between 0 and 10,000$/);
    await expectRefusal(project.updatePasswordStrengthPolicy({ min: 7 }), 400, type, /`min`.*between 8 and 256$/);
    const asGuest = projectAs(null).updateSessionAlertPolicy({ enabled: true });
    await expectRefusal(asGuest, 401, "general_unauthorized_scope");
    expect(await project.listPolicies()).toEqual({ total: 10, policies: newPolicies });
  });
});

describe("updateAuthMethod", () => {
  test.each(Object.values(Method))("switches %s off and on, alone", async (methodId) => {
    const all = Object.values(Method).map(($id) => ({ $id, enabled: true }));
    const off = all.map((method) => ({ ...method, enabled: method.$id !== methodId }));
    const project = projectAs();
    expect(await project.updateAuthMethod({ methodId, enabled: false })).toMatchObject({ authMethods: off });
    expect(await project.get()).toMatchObject({ authMethods: off });
    expect(await project.updateAuthMethod({ methodId, enabled: true })).toMatchObject({ authMethods: all });
  });

  test("closes a way to sign in to apps, and not to servers", async () => {
    const project = projectAs();
    await project.updateAuthMethod({ methodId: Method.Anonymous, enabled: false });
    const [app, server] = [null, recorder.key].map((key) => new node.Account(clientAs(key)));
    const message = /^Anonymous authentication is disabled for this project$/;
    const refused = app?.createAnonymousSession() ?? Promise.resolve();
    await expectRefusal(refused, 501, "user_auth_method_unsupported", message);
    expect(await server?.createAnonymousSession()).toMatchObject({ provider: "anonymous" });
    await project.updateAuthMethod({ methodId: Method.Anonymous, enabled: true });
    expect(await app?.createAnonymousSession()).toMatchObject({ provider: "anonymous" });
  });

  test("refuses an unknown method", async () => {
    const refused = projectAs().updateAuthMethod({ methodId: "oauth2" as node.ProjectAuthMethodId, enabled: true });
    await expectRefusal(refused, 400, "general_argument_invalid", /`methodId`/);
  });
});

/** The OAuth2 providers of a new project, in their order. */
const newOAuth2 = {
  google: {
    $id: "google",
    enabled: false,
    clientId: "",
    clientSecret: "",
    prompt: [],
  } satisfies Always<node.Models.OAuth2Google>,
  github: { $id: "github", enabled: false, clientId: "", clientSecret: "" } satisfies Always<node.Models.OAuth2Github>,
  microsoft: {
    $id: "microsoft",
    enabled: false,
    applicationId: "",
    applicationSecret: "",
    tenant: "",
  } satisfies Always<node.Models.OAuth2Microsoft>,
  apple: {
    $id: "apple",
    enabled: false,
    serviceId: "",
    keyId: "",
    teamId: "",
    p8File: "",
  } satisfies Always<node.Models.OAuth2Apple>,
  oidc: {
    $id: "oidc",
    enabled: false,
    clientId: "",
    clientSecret: "",
    wellKnownURL: "",
    authorizationURL: "",
    tokenURL: "",
    userInfoURL: "",
    prompt: [],
    maxAge: null,
  } satisfies Always<node.Models.OAuth2Oidc> & { maxAge: unknown },
};

describe("listOAuth2Providers", () => {
  test("gives every provider, and the providers that queries match", async () => {
    const project = projectAs();
    const providers = Object.values(newOAuth2);
    expect(await project.listOAuth2Providers()).toEqual({ total: 5, providers });
    const queries = [Query.limit(1), Query.offset(1)];
    expect(await project.listOAuth2Providers({ queries })).toEqual({ total: 5, providers: [newOAuth2.github] });
    expect(await project.listOAuth2Providers({ total: false })).toEqual({ total: 0, providers });
  });

  test("refuses another query, and a guest", async () => {
    const refused = projectAs().listOAuth2Providers({ queries: [Query.equal("enabled", true)] });
    await expectRefusal(refused, 400, "general_argument_invalid", /`queries`/);
    await expectRefusal(projectAs(null).listOAuth2Providers(), 401, "general_unauthorized_scope");
  });
});

describe("getOAuth2Provider", () => {
  test.each([
    [OAuth2.Google, newOAuth2.google],
    [OAuth2.Github, newOAuth2.github],
    [OAuth2.Microsoft, newOAuth2.microsoft],
    [OAuth2.Apple, newOAuth2.apple],
    [OAuth2.Oidc, newOAuth2.oidc],
  ])("gives %s", async (providerId, provider) => {
    expect(await projectAs().getOAuth2Provider({ providerId })).toEqual(provider);
  });

  test("refuses one that is not served", async () => {
    const refused = projectAs().getOAuth2Provider({ providerId: OAuth2.Amazon });
    await expectRefusal(refused, 400, "general_argument_invalid", /`providerId`/);
  });
});

describe("setting up an OAuth2 provider", () => {
  const client = { clientId: "client", clientSecret: "secret" };
  const shown = { enabled: true, clientId: "client", clientSecret: "" };

  test("updateOAuth2Google enables it once it is complete, and does not show its secret", async () => {
    const prompt = [node.ProjectOAuth2GooglePrompt.Consent];
    const google = { ...newOAuth2.google, ...shown, prompt };
    expect(await projectAs().updateOAuth2Google({ ...client, prompt })).toEqual(google);
    expect(await projectAs().getOAuth2Provider({ providerId: OAuth2.Google })).toEqual(google);
    expect(await projectAs().updateOAuth2Google({ clientId: "" })).toMatchObject({ enabled: false });
  });

  test("updateOAuth2GitHub", async () => {
    const github = { ...newOAuth2.github, ...shown };
    expect(await projectAs().updateOAuth2GitHub(client)).toEqual(github);
    expect(await projectAs().updateOAuth2GitHub({ enabled: false })).toEqual({ ...github, enabled: false });
  });

  test("updateOAuth2Microsoft", async () => {
    const application = { applicationId: "application", applicationSecret: "secret", tenant: "common" };
    expect(await projectAs().updateOAuth2Microsoft(application)).toEqual({
      $id: "microsoft",
      enabled: true,
      ...application,
      applicationSecret: "",
    });
  });

  test("updateOAuth2Apple takes a key as the file has it", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const p8File = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const service = { serviceId: "service", keyId: "key", teamId: "team" };
    expect(await projectAs().updateOAuth2Apple({ ...service, p8File })).toEqual({
      $id: "apple",
      enabled: true,
      ...service,
      p8File: "",
    });
    const refused = projectAs().updateOAuth2Apple({ p8File: "no key" });
    await expectRefusal(refused, 400, "general_argument_invalid", /`p8File`/);
  });

  test("updateOAuth2Oidc", async () => {
    const settings = {
      authorizationURL: "https://id.psg.fr/authorize",
      tokenURL: "https://id.psg.fr/token",
      userInfoURL: "https://id.psg.fr/me",
      prompt: [node.ProjectOAuth2OidcPrompt.Login],
      maxAge: 60,
    };
    expect(await projectAs().updateOAuth2Oidc({ ...client, ...settings })).toEqual({
      ...newOAuth2.oidc,
      ...shown,
      ...settings,
    });
    const refused = projectAs().updateOAuth2Oidc({ tokenURL: "http://id.psg.fr/token" });
    await expectRefusal(refused, 400, "general_argument_invalid", /`tokenURL`/);
  });

  test("refuses to enable an incomplete provider, and a guest", async () => {
    const refused = projectAs().updateOAuth2Google({ clientId: "", enabled: true });
    await expectRefusal(refused, 400, "general_argument_invalid", /`enabled`.*clientId, clientSecret/);
    await expectRefusal(projectAs(null).updateOAuth2GitHub(client), 401, "general_unauthorized_scope");
  });
});

describe("all that is not served yet", () => {
  /** An argument with every field that a method may require. */
  const anything: object = new Proxy({}, { get: () => "x", has: () => true });

  test.each(notServedYet)("%s has no route", async (name) => {
    const project = projectAs();
    const method: unknown = Reflect.get(project, name);
    if (typeof method !== "function") throw new TypeError(`${name} is no method.`);
    const call: unknown = Reflect.apply(method, project, [anything]);
    await expectRefusal(Promise.resolve(call), 404, "general_route_not_found");
  });
});
