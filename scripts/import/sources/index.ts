/** The sources, in the order in which they are tried on a file. */
import type { Sample, Source } from "../source.ts";
import { appwrite } from "./appwrite.ts";
import { auth0 } from "./auth0.ts";
import { clerk } from "./clerk.ts";
import { cognito } from "./cognito.ts";
import { csv } from "./csv.ts";
import { django } from "./django.ts";
import { firebase } from "./firebase.ts";
import { keycloak } from "./keycloak.ts";
import { laravel } from "./laravel.ts";
import { rollcall } from "./rollcall.ts";
import { supabase } from "./supabase.ts";
import { wordpress } from "./wordpress.ts";

/** `csv` recognises every CSV with our column names, so it comes last. */
export const sources: readonly Source[] = [
  firebase,
  auth0,
  supabase,
  clerk,
  cognito,
  keycloak,
  django,
  laravel,
  wordpress,
  appwrite,
  rollcall,
  csv,
];

export const sourceNames: readonly string[] = sources.map(({ name }) => name);

/** The names of the sources that take --hashes. */
export const sourcesWithHashes: readonly string[] = sources
  .filter(({ takesHashes }) => takesHashes === true)
  .map(({ name }) => name);

/** @returns the source of a file; undefined: no source recognises it */
export const recognise = (sample: Sample): Source | undefined => sources.find((source) => source.recognises(sample));

export const findSource = (name: string): Source | undefined => sources.find((source) => source.name === name);

/** The text that `--list` prints. */
export const listSources = (): string =>
  sources
    .map(
      ({ carries, lost, name, title }) =>
        `${name.padEnd(10)} ${title}\n           brings ${carries}\n           loses  ${lost}`,
    )
    .join("\n");
