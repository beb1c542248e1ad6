/**
 * Downloads all users as a file: it streams the pages of `GET /users/export` as the browser reads them. The key never
 * reaches the browser. A page that cannot be read aborts the download, so that an incomplete file never looks complete.
 */
import type { Context, Hono } from "hono";
import * as v from "valibot";
import type { AppEnv } from "../http/app-env.ts";
import { readBody } from "../http/body.ts";
import { csvHeader, csvRecord } from "../models/user-csv.ts";
import { type Api, PageRefusal, query } from "./api.ts";
import { toForm } from "./form.ts";
import { consolePath } from "./page.ts";

/** The path below /console. */
export const filePath = "/export/file";

/** Users of one download, at most: each page takes time and a query of D1, and a request may make 1,000 queries. */
const usersMax = 250_000;

/** Pages of one download, at most: pages of users with much data have few users each. */
const pagesMax = 500;

interface Asked {
  readonly isCsv: boolean;
  readonly hashes: boolean;
  readonly memberships: boolean;
}

const refusal = v.object({ code: v.number(), type: v.string(), message: v.string() });
const total = v.object({ total: v.number() });
const last = v.pipe(v.string(), v.parseJson(), v.object({ next: v.nullable(v.number()) }));

/** Reads a page. @throws PageRefusal the refusal of the API @throws Error if the page is incomplete */
async function readPage(api: Api, after: number, { hashes, memberships }: Asked) {
  const answer = await api.fetch("GET", "/users/export", {
    after: String(after),
    hashes: String(hashes),
    memberships: String(memberships),
  });
  // The runtime warns about text() if the media type is not text.
  const text = new TextDecoder().decode(await answer.arrayBuffer());
  if (!answer.ok) {
    const { code, message, type } = v.parse(refusal, JSON.parse(text));
    throw new PageRefusal({ status: code, type, message });
  }
  const lines = text.trimEnd().split("\n");
  const { next } = v.parse(last, lines.pop());
  return { lines, next };
}

const textOf = (lines: readonly string[], { hashes, isCsv }: Asked): string =>
  lines.map((line) => (isCsv ? csvRecord(line, hashes) : `${line}\n`)).join("");

/** @throws PageRefusal if there are more users than a download may have */
async function assertFits(api: Api): Promise<void> {
  const users = await api.read("/users", total, { queries: [query("limit", undefined, 1)] });
  if (users.total <= usersMax) return;
  const message = `A download has at most ${usersMax.toLocaleString("en")} users. Use npm run export, which takes any number.`;
  throw new PageRefusal({ status: 413, type: "", message });
}

/** Streams the file. Its first page is read before the response, so a refusal of the API is shown as a page. */
async function streamUsers(api: Api, asked: Asked): Promise<ReadableStream<Uint8Array>> {
  await assertFits(api);
  const first = await readPage(api, 0, asked);
  const encoder = new TextEncoder();
  let { next } = first;
  let pages = 1;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode((asked.isCsv ? csvHeader(asked.hashes) : "") + textOf(first.lines, asked)));
      if (next === null) controller.close();
    },
    async pull(controller) {
      if (next === null) return;
      if (++pages > pagesMax) throw new Error("The users have more data than a download has room for.");
      const page = await readPage(api, next, asked);
      ({ next } = page);
      controller.enqueue(encoder.encode(textOf(page.lines, asked)));
      if (next === null) controller.close();
    },
  });
}

/**
 * Adds the route. It takes a form, not a link: a link on another site could make the browser download all users.
 * @param apiOf gives the API client of the signed-in operator
 */
export function exportRoute(console: Hono<AppEnv>, apiOf: (c: Context<AppEnv>) => Api): void {
  console.post(consolePath + filePath, async (c) => {
    const body = await readBody(c.req.raw);
    if (!body.ok) throw new PageRefusal({ status: 413, type: "", message: body.error });
    const form = toForm(body.value.parameters);
    const isCsv = form.get("format") === "csv";
    // A CSV has no lists.
    const asked = { isCsv, hashes: form.has("hashes"), memberships: form.has("memberships") && !isCsv };
    const day = new Date(c.get("now")).toISOString().slice(0, 10);
    const name = `users-${day}.${isCsv ? "csv" : "ndjson"}`;
    return c.body(await streamUsers(apiOf(c), asked), 200, {
      "Content-Type": isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson",
      "Content-Disposition": `attachment; filename="${name}"`,
    });
  });
}
