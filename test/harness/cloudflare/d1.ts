/** D1: databases, queries, import, export and Time Travel (https://developers.cloudflare.com/api/resources/d1/). */
import { createHash, randomUUID } from "node:crypto";
import * as v from "valibot";
import { ApiError, type Call, json, named, pageOf, type Route } from "./api.ts";
import { Sqlite } from "./sqlite.ts";

export interface D1 {
  readonly uuid: string;
  readonly name: string;
  readonly location: string | undefined;
  readonly jurisdiction: string | undefined;
  readonly sqlite: Sqlite;
}

const creation = v.object({
  name: v.string(),
  primary_location_hint: v.optional(v.string()),
  jurisdiction: v.optional(v.string()),
});
const query = v.object({ sql: v.string() });
const importing = v.object({ action: v.string(), etag: v.optional(v.string()) });

/** Files between their upload and their import, and exports until they are fetched. */
export class Files {
  readonly #files = new Map<string, Buffer>();

  put(name: string, content: Buffer): string {
    this.#files.set(name, content);
    return createHash("md5").update(content).digest("hex");
  }

  get(name: string): Buffer | undefined {
    return this.#files.get(name);
  }
}

/** @param address where files are uploaded to and fetched from, with a slash at its end */
export function d1Routes(databases: Map<string, D1>, files: Files, address: () => string): readonly Route[] {
  const find = (call: Call): D1 => {
    const key = decodeURIComponent(named(call, "database"));
    const found = databases.get(key) ?? [...databases.values()].find(({ name }) => name === key);
    if (found === undefined) throw new ApiError(404, 7404, `The database ${key} could not be found`);
    return found;
  };
  const shown = ({ jurisdiction, name, uuid }: D1) => ({
    uuid,
    name,
    version: "production",
    created_at: "2026-11-01T00:00:00.000Z",
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
  });
  const run = (call: Call, sql: string) => {
    try {
      return find(call).sqlite.run(sql, Date.now());
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError(400, 7500, `${error instanceof Error ? error.message : String(error)}: SQLITE_ERROR`);
    }
  };
  const path = "/d1/database";
  return [
    {
      method: "GET",
      path,
      answer: ({ query }) => {
        const name = query.get("name");
        const all = [...databases.values()].filter((database) => name === null || database.name.includes(name));
        return pageOf(all.map(shown), query);
      },
    },
    {
      method: "POST",
      path,
      answer: (call) => {
        const { jurisdiction, name, primary_location_hint: location } = v.parse(creation, json(call));
        if ([...databases.values()].some((database) => database.name === name)) {
          throw new ApiError(400, 7502, "A database with that name already exists");
        }
        const uuid = randomUUID();
        const database: D1 = { uuid, name, location, jurisdiction, sqlite: new Sqlite() };
        databases.set(uuid, database);
        return { ...shown(database), ...(location === undefined ? {} : { primary_location_hint: location }) };
      },
    },
    { method: "GET", path: `${path}/:database`, answer: (call) => shown(find(call)) },
    { method: "POST", path: `${path}/:database/query`, answer: (call) => run(call, v.parse(query, json(call)).sql) },
    {
      method: "POST",
      path: `${path}/:database/import`,
      answer: (call) => {
        const { action, etag = "" } = v.parse(importing, json(call));
        const filename = `${etag}.sql`;
        if (action === "init") return { upload_url: `${address()}files/${filename}`, filename };
        const content = files.get(filename);
        if (content === undefined) throw new ApiError(400, 7500, "The file was not uploaded.");
        const executed = run(call, content.toString("utf8"));
        const final_bookmark = find(call).sqlite.bookmarkAt(Date.now());
        const meta = { duration: 1, rows_read: 0, rows_written: 0, size_after: 0 };
        return {
          success: true,
          status: "complete",
          messages: [],
          result: { num_queries: executed.length, final_bookmark, meta },
        };
      },
    },
    {
      method: "POST",
      path: `${path}/:database/export`,
      answer: (call) => {
        const { name, sqlite } = find(call);
        files.put(`${name}-export.sql`, Buffer.from(sqlite.dump()));
        const signed_url = `${address()}files/${name}-export.sql`;
        return {
          success: true,
          status: "complete",
          at_bookmark: "0",
          messages: [],
          result: { filename: "export.sql", signed_url },
        };
      },
    },
    {
      method: "GET",
      path: `${path}/:database/time_travel/bookmark`,
      answer: (call) => {
        const timestamp = call.query.get("timestamp");
        return { bookmark: find(call).sqlite.bookmarkAt(timestamp === null ? Date.now() : Date.parse(timestamp)) };
      },
    },
    {
      method: "POST",
      path: `${path}/:database/time_travel/restore`,
      answer: (call) => {
        const bookmark = call.query.get("bookmark") ?? "";
        const previous_bookmark = find(call).sqlite.restore(bookmark, Date.now());
        if (previous_bookmark === null) throw new ApiError(400, 7500, "There is no such bookmark.");
        return { bookmark, previous_bookmark, message: "restored" };
      },
    },
  ];
}
