/** Workers: uploads, versions, deployments and secrets (https://developers.cloudflare.com/api/resources/workers/). */
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { ApiError, type Call, json, named, type Route } from "./api.ts";

const binding = v.looseObject({ name: v.string(), type: v.string(), text: v.optional(v.string()) });
type Binding = v.InferOutput<typeof binding>;

const uploaded = v.looseObject({
  bindings: v.optional(v.array(binding), []),
  placement: v.optional(v.unknown()),
  annotations: v.optional(v.record(v.string(), v.string()), {}),
});

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly created: string;
  readonly bindings: readonly Binding[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly placement: unknown;
}

interface Deployment {
  readonly id: string;
  readonly created: string;
  readonly versionId: string;
}

export interface Script {
  readonly name: string;
  readonly tag: string;
  readonly versions: Version[];
  /** The newest first. */
  readonly deployments: Deployment[];
  crons: readonly string[];
  workersDev: boolean;
}

/** The version that serves requests. */
export function servingOf({ deployments, versions }: Script): Version | undefined {
  return versions.find(({ id }) => id === deployments[0]?.versionId);
}

const isSecret = ({ type }: Binding): boolean => type === "secret_text";

export const noWorker = (): ApiError => new ApiError(404, 10007, "This Worker does not exist on your account.");

/** Bindings of an upload; inherited ones, and every secret, come from the serving version. */
function bindingsOf(given: readonly Binding[], serving: Version | undefined): readonly Binding[] {
  const before = serving?.bindings ?? [];
  const own = given.map((entry) => {
    if (entry.type !== "inherit") return entry;
    const inherited = before.find(({ name }) => name === entry.name);
    if (inherited === undefined) {
      throw new ApiError(
        400,
        10057,
        `inherit binding '${entry.name}' is invalid: previous version does not have binding '${entry.name}'`,
      );
    }
    return inherited;
  });
  const kept = before.filter((entry) => isSecret(entry) && own.every(({ name }) => name !== entry.name));
  return [...own, ...kept];
}

async function readUpload({ body, headers }: Call) {
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": headers.get("content-type") ?? "" },
  }).formData();
  const metadata = form.get("metadata");
  return v.parse(uploaded, JSON.parse(typeof metadata === "string" ? metadata : ((await metadata?.text()) ?? "{}")));
}

const secret = v.object({ name: v.string(), text: v.string(), type: v.literal("secret_text") });
const secretsPatch = v.object({ secrets: v.record(v.string(), v.nullable(secret)) });
const deploying = v.object({ versions: v.array(v.object({ version_id: v.string(), percentage: v.number() })) });

const shownVersion = ({ annotations, bindings, created, id, number }: Version) => ({
  id,
  number,
  metadata: { created_on: created, author_email: "operator@example.com", source: "wrangler" },
  annotations,
  resources: {
    bindings: bindings.map(({ text, ...rest }) => (rest.type === "secret_text" ? rest : { ...rest, text })),
    script: { etag: id, handlers: ["fetch", "scheduled"] },
    script_runtime: {},
  },
  startup_time_ms: 12,
});

const shownDeployment = ({ created, id, versionId }: Deployment) => ({
  id,
  created_on: created,
  source: "wrangler",
  strategy: "percentage",
  author_email: "operator@example.com",
  annotations: {},
  versions: [{ version_id: versionId, percentage: 100 }],
});

export function scriptRoutes(scripts: Map<string, Script>): readonly Route[] {
  const find = (call: Call): Script => {
    const found = scripts.get(named(call, "script"));
    if (found === undefined) throw noWorker();
    return found;
  };
  const addVersion = (script: Script, fields: Omit<Version, "id" | "number" | "created">): Version => {
    const version = {
      id: randomUUID(),
      number: script.versions.length + 1,
      created: new Date().toISOString(),
      ...fields,
    };
    script.versions.push(version);
    return version;
  };
  const deploy = (script: Script, versionId: string): Deployment => {
    const deployment = { id: randomUUID(), created: new Date().toISOString(), versionId };
    script.deployments.unshift(deployment);
    return deployment;
  };
  /** Changes secrets: Cloudflare makes a new version for them, which serves at once. */
  const changeSecrets = (script: Script, change: (bindings: readonly Binding[]) => readonly Binding[]): void => {
    const serving = servingOf(script);
    const fields = { bindings: change(serving?.bindings ?? []), annotations: {}, placement: serving?.placement };
    deploy(script, addVersion(script, fields).id);
  };
  const without = (name: string) => (bindings: readonly Binding[]) => bindings.filter((entry) => entry.name !== name);
  const path = "/workers/scripts/:script";
  return [
    {
      method: "GET",
      path: "/workers/services/:script",
      answer: (call) => {
        const { name, tag } = find(call);
        const script = { id: name, tag, tags: [], last_deployed_from: "wrangler", environment: "production" };
        return { id: name, default_environment: { environment: "production", script } };
      },
    },
    {
      method: "PUT",
      path,
      answer: async (call) => {
        const { annotations, bindings, placement } = await readUpload(call);
        const name = named(call, "script");
        const before = scripts.get(name);
        const all = bindingsOf(bindings, before && servingOf(before));
        const script: Script = before ?? {
          name,
          tag: randomUUID(),
          versions: [],
          deployments: [],
          crons: [],
          workersDev: false,
        };
        scripts.set(name, script);
        const version = addVersion(script, { bindings: all, annotations, placement });
        deploy(script, version.id);
        return { id: name, etag: version.id, deployment_id: version.id.replaceAll("-", ""), startup_time_ms: 12 };
      },
    },
    {
      method: "POST",
      path: `${path}/versions`,
      answer: async (call) => {
        const { annotations, bindings, placement } = await readUpload(call);
        const script = find(call);
        return shownVersion(
          addVersion(script, { bindings: bindingsOf(bindings, servingOf(script)), annotations, placement }),
        );
      },
    },
    {
      method: "GET",
      path: `${path}/versions/:version`,
      answer: (call) => {
        const found = find(call).versions.find(({ id }) => id === named(call, "version"));
        if (found === undefined) throw new ApiError(404, 10221, "There is no such version.");
        return shownVersion(found);
      },
    },
    {
      method: "GET",
      path: `${path}/versions`,
      answer: (call) => ({ items: find(call).versions.toReversed().map(shownVersion) }),
    },
    {
      method: "GET",
      path: `${path}/deployments`,
      answer: (call) => ({ deployments: find(call).deployments.map(shownDeployment) }),
    },
    {
      method: "POST",
      path: `${path}/deployments`,
      answer: (call) => {
        const [first] = v.parse(deploying, json(call)).versions;
        if (first === undefined) throw new ApiError(400, 10021, "A deployment needs a version.");
        return shownDeployment(deploy(find(call), first.version_id));
      },
    },
    {
      method: "GET",
      path: `${path}/settings`,
      answer: (call) => ({ bindings: servingOf(find(call))?.bindings ?? [] }),
    },
    { method: "PATCH", path: `${path}/script-settings`, answer: (call) => ({ name: find(call).name }) },
    {
      method: "GET",
      path: `${path}/secrets`,
      answer: (call) => {
        const bindings = servingOf(find(call))?.bindings ?? [];
        return bindings.filter(isSecret).map(({ name, type }) => ({ name, type }));
      },
    },
    {
      method: "PUT",
      path: `${path}/secrets`,
      answer: (call) => {
        const given = v.parse(secret, json(call));
        changeSecrets(find(call), (bindings) => [...without(given.name)(bindings), given]);
        return { name: given.name, type: given.type };
      },
    },
    {
      method: "PATCH",
      path: `${path}/secrets-bulk`,
      answer: (call) => {
        const { secrets } = v.parse(secretsPatch, json(call));
        changeSecrets(find(call), (bindings) => [
          ...bindings.filter(({ name }) => !(name in secrets)),
          ...Object.values(secrets).filter((entry) => entry !== null),
        ]);
        return {};
      },
    },
    {
      method: "DELETE",
      path: `${path}/secrets/:name`,
      answer: (call) => {
        changeSecrets(find(call), without(named(call, "name")));
        return null;
      },
    },
  ];
}
