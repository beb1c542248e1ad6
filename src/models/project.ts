/** The project (spec/project.md 5). Most of it is upstream's console, which does not exist here, and constant. */
import { defineModel, fieldsOf, type Model } from "./model.ts";

export interface ProjectRow {
  readonly id: string;
  /** When its settings last changed, in milliseconds since the Unix epoch. */
  readonly updatedAt: number;
  readonly createdAt: number;
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
  {
    $id: string((row) => row.id),
    $createdAt: date((row) => row.createdAt),
    $updatedAt: date((row) => row.updatedAt),
    name: string((row) => row.id),
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
    authMethods: list(authMethod, () => []),
    services: list(service, () => enabled("users", "project", "health")),
    protocols: list(protocol, () => [
      ...enabled("rest"),
      { id: "graphql", enabled: false },
      { id: "websocket", enabled: false },
    ]),
    blocks: strings(() => []),
    consoleAccessedAt: none,
    wafEnabled: boolean(() => false),
  },
  [authMethod, service, protocol],
);
