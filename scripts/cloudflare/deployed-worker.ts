/** A Worker in an account: its secrets, deployments, addresses and crons. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Account } from "./account.ts";
import { codes, toResult } from "./api.ts";

const names = v.array(v.object({ name: v.string() }));
const deployments = v.object({ deployments: v.array(v.object({ id: v.string() })) });
const schedules = v.object({ schedules: v.array(v.object({ cron: v.string() })) });
const domain = v.object({ hostname: v.string(), modified: v.optional(v.boolean()), service: v.optional(v.string()) });
const changeset = v.object({ updated: v.array(domain), conflicting: v.array(domain) });

const scriptPath = ({ path }: Account, worker: string): string => `${path}/workers/scripts/${worker}`;

/** @returns the names of a Worker's secrets; null: there is no such Worker */
export async function listSecrets(account: Account, worker: string): Promise<Result<readonly string[] | null>> {
  const answer = await account.api.call("GET", `${scriptPath(account, worker)}/secrets`, names);
  if (!answer.ok && answer.error.code === codes.noWorker) return ok(null);
  const listed = toResult(answer);
  return listed.ok ? ok(listed.value.map(({ name }) => name)) : listed;
}

/** @returns the id of the deployment that serves; null: none does */
export async function findDeployment(account: Account, worker: string): Promise<Result<string | null>> {
  const answer = await account.api.call("GET", `${scriptPath(account, worker)}/deployments`, deployments);
  if (!answer.ok && answer.error.code === codes.noWorker) return ok(null);
  const found = toResult(answer);
  return found.ok ? ok(found.value.deployments[0]?.id ?? null) : found;
}

/** @returns the crons that are set */
export async function listCrons(account: Account, worker: string): Promise<Result<readonly string[]>> {
  const answer = toResult(await account.api.call("GET", `${scriptPath(account, worker)}/schedules`, schedules));
  return answer.ok ? ok(answer.value.schedules.map(({ cron }) => cron)) : answer;
}

/** @returns the account's subdomain of workers.dev; null: none is registered */
export async function findSubdomain({ api, path }: Account): Promise<Result<string | null>> {
  const answer = await api.call("GET", `${path}/workers/subdomain`, v.object({ subdomain: v.string() }));
  if (answer.ok) return ok(answer.value.subdomain);
  return answer.error.code === codes.noSubdomain ? ok(null) : fail(answer.error.text);
}

/**
 * Lists the hostnames that already have a DNS record or another Worker.
 * @returns one line for each
 */
export async function listTaken(
  account: Account,
  worker: string,
  hostnames: readonly string[],
): Promise<Result<readonly string[]>> {
  const path = `${scriptPath(account, worker)}/domains/changeset?replace_state=true`;
  const origins = hostnames.map((hostname) => ({ hostname }));
  const answer = toResult(await account.api.call("POST", path, changeset, origins));
  if (!answer.ok) return answer;
  const { conflicting, updated } = answer.value;
  return ok([
    ...conflicting.map(({ hostname }) => `${hostname} has a DNS record already`),
    ...updated
      .filter(({ modified, service }) => modified === true && service !== worker)
      .map(({ hostname, service = "another one" }) => `${hostname} belongs to the Worker ${service}`),
  ]);
}
