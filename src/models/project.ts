/**
 * The project (docs/spec/project.md#project-model). Most of it is upstream's console, which does not exist here, and
 * constant.
 */
import { defineModel, fieldsOf, type Model } from "./model.ts";
import { fieldsBeforeSlim, fieldsBeforeSplit, split } from "./project-formats.ts";
import { authMethods, type Settings } from "./settings.ts";

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

export const project = defineModel<ProjectRow>(
  "project",
  () => ({
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
    ...fieldsBeforeSplit(),
    blocks: strings(() => []),
    consoleAccessedAt: none,
    wafEnabled: boolean(() => false),
    ...fieldsBeforeSlim(),
  }),
  [authMethod, service, protocol],
);
