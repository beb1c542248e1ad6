/** The outcome of each file of test/commands/exports. */
import { join } from "node:path";
import { derivedId } from "../../../scripts/import/row.ts";
import { exportsFolder } from "./command.ts";

/** The password of most accounts of the files. */
const usual = "correct horse battery";

export interface Export {
  readonly file: string;
  /** The title of the source that `--from auto` recognises. */
  readonly title: string;
  readonly args?: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly rejects?: readonly string[];
  /** The fields that the command reports as left out. */
  readonly left?: readonly string[];
  /** An email, or the id of a user without one, with the password. */
  readonly passwords: readonly (readonly [who: string, password: string])[];
  /** Its ids repeat those of another file, so it gets a server of its own. */
  readonly isAlone?: true;
  /** Identities of users, by id. */
  readonly identities?: Readonly<Record<string, readonly string[]>>;
  /** An account that requires an authenticator app. */
  readonly totp?: { readonly email: string; readonly password: string; readonly secret: string };
  /** Members of users, by id. */
  readonly users: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const hashConfig = ["--hash-config", join(exportsFolder, "firebase-hash-config.txt")];

export const exports: readonly Export[] = [
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
    file: "auth0-users.ndjson",
    title: "Auth0",
    args: ["--hashes", join(exportsFolder, "auth0-hashes.ndjson"), "--claims", "labels"],
    isAlone: true,
    counts: { rows: 4, created: 4, existing: 0, rejected: 0 },
    // The third is blocked, and verified by id; the last one is in the file of hashes only.
    passwords: [
      ["ana.auth0@example.com", usual],
      ["d33b052d2de84f93a584", "abc12"],
      ["e59311a43ccdcf5251a3", usual],
    ],
    users: {
      "1822e9bb95e71e0c578e": {
        name: "Ana M.",
        email: "ana.auth0@example.com",
        emailVerification: true,
        labels: ["editor"],
        passwordUpdate: "2021-01-01T00:00:00.000+00:00",
        registration: "2020-05-06T07:08:09.000+00:00",
        prefs: { theme: "dark", importedId: "auth0|5f7c8ec7c33c6c004bbafe82" },
      },
      d33b052d2de84f93a584: { name: "Short", status: false, emailVerification: false },
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
  {
    file: "firebase-list-users.json",
    title: "Firebase Authentication",
    args: [...hashConfig, "--claims", "prefs"],
    counts: { rows: 3, created: 3, existing: 0, rejected: 0 },
    left: ["second factors (Firebase exports no secrets): 1", "identities of facebook.com (no such provider here): 1"],
    passwords: [
      ["admin.ana.fb@example.com", usual],
      ["admin.short.fb@example.com", "abc123"],
    ],
    users: {
      admin2PQbYNg5VNfp85Bw47J17A1: {
        prefs: { claims: { role: "editor" } },
        registration: "2021-01-01T00:00:00.000+00:00",
      },
      adminGitHubUser0000000000003: { status: false, emailVerification: false },
    },
    identities: { adminGitHubUser0000000000003: ["github 583231"] },
  },
  {
    file: "supabase-dump.sql",
    title: "Supabase Auth",
    args: ["--claims", "labels"],
    counts: { rows: 2, created: 2, existing: 0, rejected: 0 },
    left: ["identities of discord (no such provider here): 1"],
    passwords: [["f7f5ae65-376e-4d05-a18c-10a91295727a", usual]],
    users: {
      "f7f5ae65-376e-4d05-a18c-10a91295727a": { name: "Ana", labels: ["editor"], prefs: { theme: "dark" } },
      "f7f5ae65-376e-4d05-a18c-10a91295727b": { name: 'Gia "G" Q', emailVerification: true },
    },
    identities: { "f7f5ae65-376e-4d05-a18c-10a91295727b": ["google 103547991597142817399"] },
    totp: { email: "ana.dump@example.com", password: usual, secret: "BDYPAXXX4XRP74GPPYB7MMPUMBLJRZZ6" },
  },
  {
    file: "clerk-users.csv",
    title: "Clerk",
    counts: { rows: 3, created: 3, existing: 0, rejected: 0 },
    passwords: [
      ["ana.ck@example.com", usual],
      ["pbk.ck@example.com", usual],
    ],
    users: {
      user_2NNEqL2nrIRdJ194ndJqAHwEfxC: { name: "Ana M", emailVerification: true },
      user_2NNEqL2nrIRdJ194ndJqAHwEfxE: { phone: "+12025550179", phoneVerification: true },
    },
    totp: { email: "totp.ck@example.com", password: usual, secret: "BDYPAXXX4XRP74GPPYB7MMPUMBLJRZZ6" },
  },
  {
    file: "cognito-users.csv",
    title: "Amazon Cognito",
    args: ["--claims", "prefs"],
    counts: { rows: 2, created: 2, existing: 0, rejected: 0 },
    left: ["passwords (Cognito exports none): 2"],
    passwords: [],
    users: {
      ana: {
        name: "Ana M",
        emailVerification: true,
        phone: "+12025550181",
        phoneVerification: false,
        prefs: { claims: { plan: "pro" } },
      },
      bob: { name: "Bob N", emailVerification: false, password: null },
    },
  },
  {
    file: "cognito-list-users.json",
    title: "Amazon Cognito",
    counts: { rows: 2, created: 2, existing: 0, rejected: 0 },
    left: ["passwords (Cognito exports none): 2"],
    passwords: [],
    users: {
      "b8b1f0aa-90a1-70d4-4f0b-3c4f5e6d7a8b": { email: "g.cg@example.com", emailVerification: true },
      "c9c2e1bb-80b2-60e5-5e1c-4d506f7e8b9c": { phone: "+12025550182", phoneVerification: true, status: false },
    },
    identities: { "b8b1f0aa-90a1-70d4-4f0b-3c4f5e6d7a8b": ["google 103547991597142817350"] },
  },
  {
    file: "keycloak-realm.json",
    title: "Keycloak",
    counts: { rows: 2, created: 2, existing: 0, rejected: 0 },
    passwords: [
      ["pbk.kc@example.com", usual],
      ["argon.kc@example.com", usual],
    ],
    users: {
      "e5d7360d-0bcb-4332-b82a-b1590748ca3d": {
        prefs: { username: "pbk" },
        emailVerification: true,
        registration: "2023-08-01T11:02:21.455+00:00",
      },
    },
  },
  {
    file: "appwrite-users.json",
    title: "Appwrite",
    counts: { rows: 5, created: 5, existing: 0, rejected: 0 },
    // The others are bcrypt and scrypt that Appwrite itself could never verify: docs/migrate/appwrite.md.
    passwords: [
      ["imp17960369232950@example.com", usual],
      ["sh9213cf13f394e95b142b@example.com", "abc123"],
    ],
    users: {
      "62c80d8b461460317216": {
        hash: "argon2",
        emailVerification: false,
        registration: "2026-11-30T11:08:43.344+00:00",
      },
      e4749ba48b558ceb2855: {
        hash: "scrypt",
        hashOptions: { salt: "836cedbbff15796730f46d512518212a", costCpu: 16_384 },
      },
    },
  },
  {
    file: "django-dumpdata.json",
    title: "Django",
    isAlone: true,
    counts: { rows: 9, created: 8, existing: 0, rejected: 1, invalid: 1 },
    rejects: ["2 invalid password"],
    passwords: ["pbk", "bcs", "bc", "scr", "md5", "sha1", "unsalted"].map((name) => [`${name}.dj@example.com`, usual]),
    users: {
      1: {
        name: "F L",
        prefs: { username: "pbk" },
        registration: "2018-11-02T18:07:14.000+00:00",
        emailVerification: false,
      },
      9: { email: "unusable.dj@example.com", password: null },
    },
  },
  {
    file: "laravel-users.csv",
    title: "Laravel",
    isAlone: true,
    counts: { rows: 2, created: 2, existing: 0, rejected: 0 },
    passwords: [
      ["ana.lv@example.com", usual],
      ["argon.lv@example.com", usual],
    ],
    users: { 1: { name: "Ana", emailVerification: true }, 2: { emailVerification: false } },
  },
  {
    file: "users.csv",
    title: "A CSV",
    args: ["--country", "DE", "--columns", "Plan=prefs.plan,Secret="],
    counts: { rows: 5, created: 2, existing: 0, rejected: 3, duplicate: 1, invalid: 2 },
    rejects: ["3 invalid phone", "4 invalid email", "2 duplicate email"],
    passwords: [
      ["ana.csv@example.com", "Tr0ub4dor&3 élan"],
      ["dee.csv@example.com", usual],
    ],
    users: {
      u1: { name: "Ana M", phone: "+493012345678", prefs: { plan: "pro" } },
      [derivedId("csv", "dee.csv@example.com")]: { phone: "+49301234567", prefs: { plan: "free" } },
    },
  },
];
