/** Finds the operator's account, and opens its API. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { askWrangler } from "../wrangler.ts";
import { Api, toResult } from "./api.ts";

export interface Account {
  readonly id: string;
  readonly api: Api;
  /** The beginning of every path of the account. */
  readonly path: string;
}

/** The answer of `wrangler auth token --json`. */
const credentials = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    v.object({ type: v.picklist(["api_token", "oauth"]), token: v.string() }),
    v.object({ type: v.literal("api_key"), key: v.string(), email: v.string() }),
  ]),
);

function readHeaders(): Result<Readonly<Record<string, string>>> {
  const token = process.env["CLOUDFLARE_API_TOKEN"];
  if (token !== undefined && token !== "") return ok({ authorization: `Bearer ${token}` });
  const said = askWrangler(["auth", "token", "--json"]);
  if (!said.ok) {
    return fail(
      said.error.startsWith("Not logged in")
        ? "wrangler is not logged in. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN."
        : said.error,
    );
  }
  const parsed = v.safeParse(credentials, said.value);
  // The answer holds the token: it is never repeated.
  if (!parsed.success) return fail("`wrangler auth token --json` gave an unexpected answer.");
  return ok(
    parsed.output.type === "api_key"
      ? { "x-auth-key": parsed.output.key, "x-auth-email": parsed.output.email }
      : { authorization: `Bearer ${parsed.output.token}` },
  );
}

/**
 * Finds the account of CLOUDFLARE_ACCOUNT_ID or of the configuration; without either, the only one of the credentials.
 * @returns it, or one line that names the missing part
 */
export async function connect(configured: string | undefined): Promise<Result<Account>> {
  const headers = readHeaders();
  if (!headers.ok) return headers;
  const base = process.env["CLOUDFLARE_API_BASE_URL"] ?? "https://api.cloudflare.com/client/v4";
  const api = new Api(base.replace(/\/$/, ""), headers.value);
  const given = process.env["CLOUDFLARE_ACCOUNT_ID"] || configured;
  const id = given === undefined ? await findAccount(api) : ok(given);
  return id.ok ? ok({ id: id.value, api, path: `/accounts/${id.value}` }) : id;
}

async function findAccount(api: Api): Promise<Result<string>> {
  const accounts = toResult(await api.list("/accounts", v.object({ id: v.string(), name: v.string() })));
  if (!accounts.ok)
    return fail(`${accounts.error}. Set CLOUDFLARE_ACCOUNT_ID, if the credentials may not list accounts.`);
  const [first, ...others] = accounts.value;
  if (first === undefined) return fail("The credentials give access to no account. Set CLOUDFLARE_ACCOUNT_ID.");
  if (others.length === 0) return ok(first.id);
  const names = accounts.value.map(({ id, name }) => `  ${id}  ${JSON.stringify(name)}`).join("\n");
  return fail(
    `The credentials open more than one account. Set CLOUDFLARE_ACCOUNT_ID to the one to deploy to:\n${names}`,
  );
}
