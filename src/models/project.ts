/**
 * The project (docs/spec/project.md#project-model). Most of it is upstream's console, which does not exist here, and
 * constant.
 */
import { defineModel, fieldsOf, type Model, until } from "./model.ts";
import { authMethods, type Settings } from "./settings.ts";
import type { Version } from "./version.ts";

export interface ProjectRow extends Settings {
  readonly id: string;
  readonly name: string;
}

interface Switch {
  readonly id: string;
  readonly enabled: boolean;
}

const switched = fieldsOf<Switch>();

const switchModel = (name: string): Model<Switch> =>
  defineModel<Switch>(name, { $id: switched.string((row) => row.id), enabled: switched.boolean((row) => row.enabled) });

const authMethod = switchModel("projectAuthMethod");
const service = switchModel("projectService");
const protocol = switchModel("projectProtocol");

const { boolean, date, integer, list, object, string, strings } = fieldsOf<ProjectRow>();
const enabled = (...ids: readonly string[]): readonly Switch[] => ids.map((id) => ({ id, enabled: true }));
const none = string(() => "");

/** The format that moved the policies out of the project, and the switches in (docs/spec/project.md#project-model). */
const split: Version = [1, 9, 5];

export const project = defineModel<ProjectRow>(
  "project",
  {
    $id: string((row) => row.id),
    $createdAt: date((row) => row.createdAt),
    $updatedAt: date((row) => row.updatedAt),
    name: string((row) => row.name),
    teamId: none,
    region: string(() => "default"),
    devKeys: strings(() => []),
    smtpEnabled: boolean(() => false),
    smtpSenderName: none,
    smtpSenderEmail: none,
    smtpReplyToName: none,
    smtpReplyToEmail: none,
    smtpHost: none,
    smtpPort: integer(() => 0),
    smtpUsername: none,
    smtpPassword: none,
    smtpSecure: none,
    pingCount: integer(() => 0),
    pingedAt: none,
    labels: strings(() => []),
    status: string(() => "active"),
    onboarding: object(() => ({})),
    authMethods: list(
      authMethod,
      ({ disabledAuthMethods }) => authMethods.map((id) => ({ id, enabled: !disabledAuthMethods.includes(id) })),
      split,
    ),
    services: list(service, () => enabled("account", "teams", "users", "messaging", "project", "health"), split),
    protocols: list(
      protocol,
      () => [...enabled("rest"), { id: "graphql", enabled: false }, { id: "websocket", enabled: false }],
      split,
    ),
    authLimit: until(
      split,
      integer((row) => row.userLimit),
    ),
    authDuration: until(
      split,
      integer((row) => row.sessionDuration),
    ),
    authSessionsLimit: until(
      split,
      integer((row) => row.sessionLimit),
    ),
    authPasswordHistory: until(
      split,
      integer((row) => row.passwordHistory),
    ),
    authPasswordDictionary: until(
      split,
      boolean((row) => row.passwordDictionary),
    ),
    authPersonalDataCheck: until(
      split,
      boolean((row) => row.passwordPersonalData),
    ),
    authSessionAlerts: until(
      split,
      boolean((row) => row.sessionAlert),
    ),
    authInvalidateSessions: until(
      split,
      boolean((row) => row.sessionInvalidation),
    ),
    authMembershipsUserId: until(
      split,
      boolean((row) => row.membershipUserId),
    ),
    authMembershipsUserEmail: until(
      split,
      boolean((row) => row.membershipUserEmail),
    ),
    authMembershipsUserPhone: until(
      split,
      boolean((row) => row.membershipUserPhone),
    ),
    authMembershipsUserName: until(
      split,
      boolean((row) => row.membershipUserName),
    ),
    authMembershipsMfa: until(
      split,
      boolean((row) => row.membershipUserMfa),
    ),
    authMembershipsUserAccessedAt: until(
      split,
      boolean((row) => row.membershipUserAccessedAt),
    ),
    blocks: strings(() => []),
    consoleAccessedAt: none,
    wafEnabled: boolean(() => false),
  },
  [authMethod, service, protocol],
);
