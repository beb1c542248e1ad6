/** HTML pages as responses: which requests get one, and its headers. */
import { Buffer } from "node:buffer";
import type { Context as HonoContext, Handler } from "hono";
import { basePath } from "../domain/context/index.ts";
import { sha256 } from "../lib/crypto/digest.ts";
import { lazy } from "../lib/lazy/lazy.ts";
import { css } from "../models/pages/layout.ts";
import { welcomeJson, welcomePage } from "../models/pages/welcome.ts";
import { answer } from "./answer.ts";
import type { AppEnv } from "./app-env.ts";
import type { EdgeConfig } from "./config.ts";
import { serverVersion } from "./version.ts";

/** The hash of the pages' style for the content security policy. */
const styleHash = () => Buffer.from(sha256(css)).toString("base64");

/**
 * The headers of a page. It is not cached and sends no referrer to other sites, because its URL may have secrets. It runs no
 * script and cannot be framed. Its form is posted here, with its origin, which `no-referrer` would suppress.
 */
export const pageHeaders = lazy(
  () =>
    ({
      "content-type": "text/html; charset=UTF-8",
      "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
      "referrer-policy": "same-origin",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash()}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    }) as const,
);

/** Whether a browser asks for a page to show. Requests of SDKs have headers that a followed link cannot send. */
export function wantsPage(c: HonoContext<AppEnv>): boolean {
  const accepts = /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(c.req.header("Accept") ?? "");
  const isDocument = ["document", undefined].includes(c.req.header("Sec-Fetch-Dest"));
  const headers = ["X-Appwrite-Project", "X-Appwrite-Key", "X-SDK-Name", "X-Requested-With"];
  return accepts && isDocument && headers.every((name) => c.req.header(name) === undefined);
}

/** GET / and GET /v1: the served project, as a page for browsers and as JSON for programs. */
export const welcome =
  ({ hasConsole, projectId, projectName }: EdgeConfig): Handler<AppEnv> =>
  (c) => {
    const endpoint = `${c.get("url").origin}${basePath}`;
    const facts = { version: serverVersion, projectId, projectName, endpoint, hasConsole };
    const headers = { vary: "Origin, Accept, Sec-Fetch-Dest" };
    return wantsPage(c)
      ? answer(c, welcomePage(facts), 200, { ...pageHeaders(), ...headers })
      : answer(c, JSON.stringify(welcomeJson(facts)), 200, { ...headers, "content-type": "application/json" });
  };
