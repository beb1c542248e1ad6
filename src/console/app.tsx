/** The operator's web pages at /console: their access rules and their routes. */
import { type Context as HonoContext, Hono, type MiddlewareHandler } from "hono";
import type { KeyCaller } from "../domain/context/index.ts";
import type { AppEnv } from "../http/app-env.ts";
import type { EdgeConfig } from "../http/config.ts";
import { holdsOneOf } from "../http/access.ts";
import { readBody } from "../http/body.ts";
import { logUnexpected } from "../http/log-unexpected.ts";
import { arrival } from "../http/middleware/arrival.ts";
import { inOrder, type Step } from "../http/middleware/in-order.ts";
import { ownHost } from "../http/middleware/own-host.ts";
import { requestLog } from "../http/middleware/request-log.ts";
import { responseHeaders } from "../http/middleware/response-headers.ts";
import { PathRouter } from "../http/path-router.ts";
import { canonicalPath } from "../http/canonical-path.ts";
import { AppError } from "../errors/app-error.ts";
import { Api, PageRefusal, type Refusal } from "./api.ts";
import { assets } from "./assets.ts";
import { exportRoute } from "./export-route.ts";
import { toForm } from "./form.ts";
import { importRoute } from "./import-route.ts";
import { type Frame, renderDocument } from "./layout.tsx";
import { type Action, consolePath, type Page, type Problem, type Shown, type View } from "./page.ts";
import { home, sections } from "./pages/index.ts";
import { operatorOf } from "./session.ts";
import { returnPath, signInRoutes } from "./sign-in.tsx";

type Context = HonoContext<AppEnv>;

/** The handler of API requests. */
type Serve = Pick<Hono<AppEnv>, "fetch">;

const pages = sections.flatMap((section) => section.pages);
const actions = sections.flatMap((section) => section.actions);
const saidOf: ReadonlyMap<string, string> = new Map(actions.map(({ done, id }) => [id, done]));

/** @param app serves the API */
export function createConsole(config: EdgeConfig, app: Serve): Hono<AppEnv> {
  const console = new Hono<AppEnv>({ getPath: canonicalPath, router: new PathRouter() });
  console.onError((error, c) => showRefusal(c, config, refusalOf(c, error)));
  console.notFound((c) => showRefusal(c, config, notFound));
  console.use(arrival(config), requestLog(config), complete);
  console.use(inOrder(responseHeaders, browserRules, ownHost(config), sameOrigin, operator(config)));
  for (const { body, path, type } of Object.values(assets())) {
    console.get(path, (c) =>
      c.body(body, 200, { "content-type": type, "cache-control": "public, max-age=31536000, immutable" }),
    );
  }
  signInRoutes(console, config);
  console.use(inOrder(signedIn(config)));
  console.get(consolePath, (c) => c.redirect(consolePath + home, 303));
  importRoute(console, (c) => apiOf(c, config, app));
  exportRoute(console, (c) => apiOf(c, config, app));
  for (const page of pages) {
    console.get(consolePath + page.path, (c) => show(c, config, page, viewOf(c, config, app), 200));
  }
  for (const action of actions) console.post(consolePath + action.path, (c) => perform(c, config, app, action));
  return console;
}

/** The key that the browser is signed in with; null: none. */
function operatorIn(c: Context): KeyCaller | null {
  const caller = c.get("caller");
  return caller.kind === "key" ? caller : null;
}

/** Adds the headers of all pages to those that a page has set itself. */
const complete: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  c.get("headers").complete(c.res);
};

/** Security headers: no other site can frame the pages, and they load from and send to this origin only. */
const browserHeaders = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

const browserRules: Step = (c) => {
  c.get("headers").set(browserHeaders);
  // A request may be refused before its cookie is read.
  c.set("caller", { kind: "guest" });
};

/** Refuses writes from other origins, whatever their content type: another site can send forms, text and JSON. */
const sameOrigin: Step = (c) => {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  if (!isRead && c.req.header("Origin") !== c.get("url").origin) throw new PageRefusal(foreign);
};

const operator =
  (config: EdgeConfig): Step =>
  async (c) => {
    const now = Date.now();
    c.set("now", now);
    c.set("caller", (await operatorOf(config, c.req.header("Cookie"), { db: c.get("db"), now })) ?? { kind: "guest" });
    return undefined;
  };

/**
 * Redirects guests to the sign-in. A browser that follows a link from another site sends no SameSite=Strict cookie. It
 * gets a page that reloads itself: the second request comes from this site and has the cookie.
 */
const signedIn =
  (config: EdgeConfig): Step =>
  (c) => {
    if (operatorIn(c) !== null) return undefined;
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    if (isRead && c.req.header("Sec-Fetch-Site") === "cross-site") {
      const frame: Frame = { ...frameOf(c, config), refresh: "0" };
      return c.html(renderDocument(frame, { title: "One moment", body: null }));
    }
    return c.redirect(isRead ? returnPath(c.get("url")) : `${consolePath}/sign-in`, 303);
  };

const apiOf = (c: Context, config: EdgeConfig, app: Serve): Api => {
  const caller = operatorIn(c);
  if (caller === null) throw new PageRefusal(notFound);
  return new Api(async (request) => app.fetch(request, c.env, c.executionCtx), caller, config.projectId, c.req.raw);
};

function viewOf(c: Context, config: EdgeConfig, app: Serve, problem?: Problem): View {
  const caller = operatorIn(c);
  const url = new URL(c.get("url"));
  // A link made from //console would lead to the host "console".
  url.pathname = c.req.path;
  return {
    api: apiOf(c, config, app),
    param(name) {
      const value: string | undefined = c.req.param(name);
      if (value === undefined) throw new Error(`The path has no ${name}.`);
      return value;
    },
    query: url.searchParams,
    url,
    now: c.get("now"),
    can: (...scopes) => caller !== null && holdsOneOf(caller, { scopes }),
    operator: caller?.name ?? "",
    projectId: config.projectId,
    projectName: config.projectName,
    problem,
  };
}

/** The frame around every page. */
function frameOf(c: Context, { projectName }: EdgeConfig): Frame {
  const caller = operatorIn(c);
  return {
    projectName,
    operator: caller?.name ?? null,
    nav: pages.flatMap(({ nav, path, scopes }) =>
      nav !== undefined && caller !== null && holdsOneOf(caller, { scopes }) ? [{ name: nav, path }] : [],
    ),
    path: canonicalPath(c.req.raw),
    said: saidOf.get(c.get("url").searchParams.get("done") ?? "") ?? null,
  };
}

async function show(c: Context, config: EdgeConfig, page: Page, view: View, status: number): Promise<Response> {
  if (!view.can(...page.scopes)) throw new PageRefusal(lacks(page.scopes));
  return answer(c, config, await page.show(view), status);
}

/** The statuses that pages can have. */
const statuses = [200, 400, 401, 403, 404, 409, 413, 421, 429, 500, 501, 503] as const;

const answer = (c: Context, config: EdgeConfig, shown: Shown, status: number): Response | Promise<Response> =>
  c.html(renderDocument(frameOf(c, config), shown), statuses.find((known) => known === status) ?? 500);

async function perform(c: Context, config: EdgeConfig, app: Serve, action: Action): Promise<Response> {
  const body = await readBody(c.req.raw);
  if (!body.ok) throw new PageRefusal({ status: 413, type: "", message: body.error });
  const form = toForm(body.value.parameters);
  const view = viewOf(c, config, app);
  if (!view.can(...action.scopes)) throw new PageRefusal(lacks(action.scopes));
  const outcome = await action.run(view, form);
  if (!outcome.ok) {
    const problem = { action: action.id, form, refusal: outcome.error };
    const page = pages.find(({ path }) => path === action.page);
    if (page === undefined) throw new PageRefusal(outcome.error);
    return show(c, config, page, { ...view, problem }, outcome.error.status);
  }
  if ("body" in outcome.value) return answer(c, config, outcome.value, 200);
  const to = new URL(outcome.value.to, c.get("url"));
  to.searchParams.set("done", action.id);
  return c.redirect(to.pathname + to.search + to.hash, 303);
}

const notFound: Refusal = { status: 404, type: "", message: "There is no page at this address." };
const foreign: Refusal = {
  status: 403,
  type: "",
  message: "This request did not come from a page of the console. Open the console and try again.",
};
const lacks = (scopes: readonly string[]): Refusal => ({
  status: 403,
  type: "general_unauthorized_scope",
  message: `Your key lacks the scope ${scopes.join(" or ")}. Sign in with a key that has it.`,
});

/** The refusal to show for an error. An unexpected error gets a fixed text, and its trace goes to the log. */
function refusalOf(c: Context, error: Error): Refusal {
  if (error instanceof PageRefusal) return error.refusal;
  const known = error instanceof AppError ? error : new AppError("general_unknown");
  if (known !== error) logUnexpected(error, c.get("requestId"));
  return { status: known.status, type: known.type, message: known.message };
}

function showRefusal(c: Context, config: EdgeConfig, { message, status, type }: Refusal): Response | Promise<Response> {
  const title = status === 404 ? "Not found" : status === 403 ? "Not allowed" : "This did not work";
  const body = (
    <div class="empty">
      <h1>{title}</h1>
      <p>{message}</p>
      <p class="faint">
        {status} {type} · request {c.get("requestId")}
      </p>
    </div>
  );
  return answer(c, config, { title, body }, status);
}
