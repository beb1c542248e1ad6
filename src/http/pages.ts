/** Pages on the wire: whom they are for, and how browsers are held to them. */
import { Buffer } from "node:buffer";
import type { Context as HonoContext, Handler } from "hono";
import { basePath } from "../domain/context/index.ts";
import { sha256 } from "../lib/crypto/digest.ts";
import { lazy } from "../lib/lazy/lazy.ts";
import { css } from "../models/pages/layout.ts";
import { welcomeJson, welcomePage } from "../models/pages/welcome.ts";
import type { AppEnv } from "./app-env.ts";
import type { EdgeConfig } from "./config.ts";
import { serverVersion } from "./version.ts";

/** The hash that lets browsers apply the style of pages. */
const styleHash = () => Buffer.from(sha256(css)).toString("base64");

/**
 * The headers of a page. It is for its reader alone and only now: its address may have secrets. No script runs in it and no site
 * frames it. Its form is posted here, with its origin, which `no-referrer` would keep back.
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

/** Whether a browser is to show the answer to a person: it says so, and no SDK calls, whose headers no link can send. */
export function wantsPage(c: HonoContext<AppEnv>): boolean {
  const accepts = /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(c.req.header("Accept") ?? "");
  const isDocument = ["document", undefined].includes(c.req.header("Sec-Fetch-Dest"));
  const headers = ["X-Appwrite-Project", "X-Appwrite-Key", "X-SDK-Name", "X-Requested-With"];
  return accepts && isDocument && headers.every((name) => c.req.header(name) === undefined);
}

/** GET / and GET /v1: which project is served here; a page for browsers, JSON for programs. */
export const welcome =
  ({ hasConsole, projectId, projectName }: EdgeConfig): Handler<AppEnv> =>
  (c) => {
    const endpoint = `${c.get("url").origin}${basePath}`;
    const facts = { version: serverVersion, projectId, projectName, endpoint, hasConsole };
    c.header("Vary", "Accept, Sec-Fetch-Dest", { append: true });
    return wantsPage(c)
      ? c.body(welcomePage(facts), 200, pageHeaders())
      : c.json(welcomeJson(facts), 200, { "cache-control": "no-store" });
  };
