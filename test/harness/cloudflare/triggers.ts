/** How a Worker is reached: workers.dev, custom domains with their DNS records, and crons. */
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { ApiError, type Call, json, named, type Route } from "./api.ts";
import { noWorker, type Script } from "./scripts.ts";

/** A custom domain and the Worker behind it. */
interface Domain {
  readonly id: string;
  readonly hostname: string;
  readonly service: string;
}

/** The addresses of an account. */
export interface Addresses {
  /** The account's part of workers.dev; null: none is registered. */
  subdomain: string | null;
  readonly domains: Map<string, Domain>;
  /** Hostnames with a DNS record that no Worker owns. */
  readonly records: Set<string>;
}

const enabling = v.object({ enabled: v.boolean() });
const crons = v.array(v.object({ cron: v.string() }));
const origin = v.object({ hostname: v.string() });
const publishing = v.object({
  override_existing_origin: v.boolean(),
  override_existing_dns_record: v.boolean(),
  origins: v.array(origin),
});

export function triggerRoutes(scripts: Map<string, Script>, addresses: Addresses): readonly Route[] {
  const { domains, records } = addresses;
  const find = (call: Call): Script => {
    const found = scripts.get(named(call, "script"));
    if (found === undefined) throw noWorker();
    return found;
  };
  const path = "/workers/scripts/:script";
  return [
    {
      method: "GET",
      path: "/workers/subdomain",
      answer: () => {
        if (addresses.subdomain === null) throw new ApiError(404, 10007, "There is no workers.dev subdomain.");
        return { subdomain: addresses.subdomain };
      },
    },
    {
      method: "GET",
      path: "/workers/workers/:script",
      answer: (call) => {
        const { name, workersDev } = find(call);
        const { subdomain } = addresses;
        const url = subdomain === null ? {} : { url: `https://${name}.${subdomain}.workers.dev` };
        return { name, subdomain: { enabled: workersDev, previews_enabled: false, ...url } };
      },
    },
    {
      method: "POST",
      path: `${path}/subdomain`,
      answer: (call) => {
        const script = find(call);
        script.workersDev = v.parse(enabling, json(call)).enabled;
        return { enabled: script.workersDev, previews_enabled: false };
      },
    },
    {
      method: "GET",
      path: `${path}/schedules`,
      answer: (call) => ({ schedules: find(call).crons.map((cron) => ({ cron })) }),
    },
    {
      method: "PUT",
      path: `${path}/schedules`,
      answer: (call) => {
        const script = find(call);
        script.crons = v.parse(crons, json(call)).map(({ cron }) => cron);
        return { schedules: script.crons.map((cron) => ({ cron })) };
      },
    },
    {
      method: "POST",
      path: `${path}/domains/changeset`,
      answer: (call) => {
        find(call);
        const origins = v.parse(v.array(origin), json(call));
        const service = named(call, "script");
        const known = origins.flatMap(({ hostname }) => domains.get(hostname) ?? []);
        const added = origins.filter(({ hostname }) => !domains.has(hostname));
        return {
          added: added.filter(({ hostname }) => !records.has(hostname)),
          removed: [],
          updated: known.map((domain) => ({ ...domain, modified: domain.service !== service })),
          conflicting: added.filter(({ hostname }) => records.has(hostname)),
        };
      },
    },
    {
      method: "GET",
      path: "/workers/domains/records/:id",
      answer: (call) => [...domains.values()].find(({ id }) => id === named(call, "id")) ?? {},
    },
    {
      method: "PUT",
      path: `${path}/domains/records`,
      answer: (call) => {
        const { name: service } = find(call);
        const { origins, override_existing_dns_record, override_existing_origin } = v.parse(publishing, json(call));
        for (const { hostname } of origins) {
          const owner = domains.get(hostname)?.service ?? service;
          if (owner !== service && !override_existing_origin)
            throw new ApiError(409, 100116, `${hostname} belongs to ${owner}.`);
          if (records.has(hostname) && !override_existing_dns_record) {
            throw new ApiError(409, 100117, `${hostname} has a DNS record already.`);
          }
        }
        for (const { hostname } of origins) {
          records.delete(hostname);
          domains.set(hostname, { id: domains.get(hostname)?.id ?? randomUUID(), hostname, service });
        }
        return {};
      },
    },
  ];
}
