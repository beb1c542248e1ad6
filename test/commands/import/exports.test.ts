/** Files that other services export, imported by the command: row by row, and then each password signs in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../../sdk/harness/server.ts";
import { countsOf, dump, exportsFolder, rejectsIn, runImport } from "./command.ts";

/** The password of most accounts of the files. */
const usual = "correct horse battery";

interface Export {
  readonly file: string;
  /** As `--from auto` takes it. */
  readonly title: string;
  readonly args?: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly rejects?: readonly string[];
  /** What the command says that it left out. */
  readonly left?: readonly string[];
  /** An email, or the id of a user without one, with the password. */
  readonly passwords: readonly (readonly [who: string, password: string])[];
  /** Members of users, by id. */
  readonly users: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const hashConfig = ["--hash-config", join(exportsFolder, "firebase-hash-config.txt")];

const exports: readonly Export[] = [
  {
    file: "firebase-auth-export.json",
    title: "Firebase Authentication",
    args: [...hashConfig, "--claims", "labels"],
    counts: { rows: 7, created: 7, existing: 0, rejected: 0 },
    passwords: [
      ["ana.fb@example.com", usual],
      ["short.fb@example.com", "abc123"],
      ["uni.fb@example.com", "пароль123"],
      ["mixed.case@example.com", usual],
    ],
    users: {
      zyjCn2PQbYNg5VNfp85Bw47J17A1: {
        name: "Person zyjCn2PQbYNg5VNfp85Bw47J17A1",
        hash: "scryptMod",
        emailVerification: true,
        registration: "2021-01-01T00:00:00.000+00:00",
      },
      zyjCn2PQbYNg5VNfp85Bw47J17A4: { name: "G User", prefs: { photo: "https://example.com/a.png" } },
      zyjCn2PQbYNg5VNfp85Bw47J17A5: { phone: "+12025550177", phoneVerification: true, status: false },
      c75e17b38d899938c731: {
        email: "mixed.case@example.com",
        emailVerification: false,
        labels: ["admin"],
        prefs: { importedId: "custom:uid|7" },
      },
      anon0000000000000000000000A7: { email: "", name: "" },
    },
  },
  {
    file: "firebase-auth-export.csv",
    title: "Firebase Authentication",
    args: hashConfig,
    counts: { rows: 5, created: 0, existing: 5, rejected: 0 },
    left: ["whether the account is disabled, and custom claims (the CSV has neither: export JSON): 5"],
    passwords: [],
    users: {},
  },
  {
    file: "auth0-export.ndjson",
    title: "Auth0",
    counts: { rows: 4, created: 4, existing: 0, rejected: 0 },
    passwords: [
      ["ana.auth0@example.com", usual],
      ["short.auth0@example.com", "abc12"],
      ["e59311a43ccdcf5251a3", usual],
    ],
    users: {
      "1822e9bb95e71e0c578e": {
        emailVerification: true,
        passwordUpdate: "2021-01-01T00:00:00.000+00:00",
        prefs: { importedId: "auth0|5f7c8ec7c33c6c004bbafe82" },
      },
      d33b052d2de84f93a584: { emailVerification: false },
      e59311a43ccdcf5251a3: { email: "", prefs: { username: "nomail", importedId: "auth0|5f7c8ec7c33c6c004bbafe84" } },
    },
  },
  {
    file: "supabase-auth-users.csv",
    title: "Supabase Auth",
    counts: { rows: 5, created: 5, existing: 0, rejected: 0 },
    passwords: [
      ["ana.sb@example.com", usual],
      ["short.sb@example.com", "abc123"],
      ["e7f5ae65-376e-4d05-a18c-10a91295727c", usual],
      ["fb.sb@example.com", usual],
    ],
    users: {
      "e7f5ae65-376e-4d05-a18c-10a91295727a": { name: "Ana", emailVerification: true },
      "e7f5ae65-376e-4d05-a18c-10a91295727b": { emailVerification: false },
      "e7f5ae65-376e-4d05-a18c-10a91295727c": { phone: "+12025550178", phoneVerification: true },
      "e7f5ae65-376e-4d05-a18c-10a91295727e": { status: false },
    },
  },
  {
    file: "wp_users.csv",
    title: "WordPress",
    counts: { rows: 5, created: 5, existing: 0, rejected: 0 },
    passwords: [
      ["old.wp@example.com", usual],
      ["new.wp@example.com", usual],
      ["md5.wp@example.com", usual],
      ["bcryptplugin.wp@example.com", usual],
      ["5", usual],
    ],
    users: {
      2: {
        name: "Ana, M.",
        hash: "wordpress",
        emailVerification: false,
        prefs: { username: "ana" },
        registration: "2025-05-01T10:00:00.000+00:00",
      },
    },
  },
  {
    file: "wp_users.sql",
    title: "WordPress",
    counts: { rows: 2, created: 0, existing: 2, rejected: 0 },
    passwords: [],
    users: {},
  },
];

let server: Server;
const scratch = mkdtempSync(join(tmpdir(), "rollcall-exports-"));

beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "off" });
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true });
});

async function call(method: string, path: string, body?: unknown, withKey = true) {
  const response = await fetch(`${server.endpoint}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "x-appwrite-project": server.projectId,
      ...(withKey ? { "x-appwrite-key": server.key } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

describe.each(exports)("$file", ({ args = [], counts, file, left = [], passwords, rejects = [], title, users }) => {
  const path = join(exportsFolder, file);
  const rejected = join(scratch, `${file}.rejects`);
  const all = [path, ...args, "--rejects", rejected, "--checkpoint", join(scratch, `${file}.checkpoint`)];

  test("a dry run says what becomes of each row, and writes nothing", async () => {
    const before = await dump(server.db);
    const ran = await runImport(server, [...all, "--dry-run"]);
    expect(ran.stderr).toContain(`Taken for: ${title}`);
    expect(countsOf(ran)).toMatchObject(counts);
    expect(rejectsIn(rejected)).toEqual(rejects);
    expect(await dump(server.db)).toBe(before);
  });

  test("the import does what the dry run said", async () => {
    const ran = await runImport(server, all);
    expect(countsOf(ran)).toMatchObject(counts);
    expect(ran.status).toBe(rejects.length === 0 ? 0 : 1);
    expect(rejectsIn(rejected)).toEqual(rejects);
    expect([...ran.stdout.matchAll(/^left out: (.*)$/gm)].map(([, what]) => what)).toEqual(left);
    for (const [id, members] of Object.entries(users)) {
      expect((await call("GET", `/users/${id}`)).body, id).toMatchObject({ $id: id, ...members });
    }
  });

  test("everyone signs in with the password they had", async () => {
    for (const [who, password] of passwords) {
      const signedIn = who.includes("@")
        ? await call("POST", "/account/sessions/email", { email: who, password }, false)
        : await call("POST", `/users/${who}/password/verify`, { password });
      expect(signedIn.status, who).toBe(who.includes("@") ? 201 : 204);
    }
  });
});
