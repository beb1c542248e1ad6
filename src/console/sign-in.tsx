/** Signing in and out: with an API key, or by the link that `npm start` prints. */
import type { Context as HonoContext, Hono } from "hono";
import type { LookupContext } from "../domain/context/index.ts";
import { RateLimiter } from "../domain/limits/index.ts";
import { AppError } from "../errors/app-error.ts";
import type { AppEnv } from "../http/app-env.ts";
import { readBody } from "../http/body.ts";
import type { EdgeConfig } from "../http/config.ts";
import { readLinkToken } from "../http/console-link.ts";
import { isLoopback } from "../http/hosts.ts";
import { waitUntil } from "../http/log-unexpected.ts";
import { toForm } from "./form.ts";
import { renderDocument } from "./layout.tsx";
import { consolePath } from "./page.ts";
import { bootstrapSignIn, endedCookie, sessionCookie, type SignIn, signInWithKey } from "./session.ts";

type Context = HonoContext<AppEnv>;

const signInPath = `${consolePath}/sign-in`;
const linkPath = `${consolePath}/link`;

/** Failed sign-ins per address and hour. A success resets the count. */
const keyLimit = { max: 10, window: 3_600, by: ["ip"], resets: true } as const;
/** A link works once. */
const linkLimit = { max: 1, window: 600, by: ["token"] } as const;

const guest = { kind: "guest" } as const;

/** Whether browsers keep a Secure cookie of this host. */
const keepsCookies = ({ hostname, protocol }: URL): boolean =>
  protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");

/** The address of the sign-in that redirects to a page afterwards. */
export const returnPath = ({ pathname, search }: URL): string =>
  `${signInPath}?${new URLSearchParams({ next: pathname + search }).toString()}`;

/** Prevents open redirects. @returns the address if it is a page of the console, or else the console's first page */
function safeNext(text: string, { origin }: URL): string {
  const to = text.startsWith("/") ? URL.parse(text, origin) : null;
  const isOurs = to?.origin === origin && /^\/console(?:\/|$)/.test(to.pathname) && !to.pathname.startsWith(signInPath);
  return isOurs ? to.pathname + to.search : consolePath;
}

const searchOf = (c: Context): LookupContext => ({ db: c.get("db"), now: c.get("now"), waitUntil: waitUntil(c) });

function signInPage(c: Context, config: EdgeConfig, problem: string | null, next: string) {
  const url = c.get("url");
  const body = (
    <section class="door">
      <h1>{config.projectName}</h1>
      <p class="faint">Console of {url.host}</p>
      {keepsCookies(url) ? null : (
        <p class="notice bad" role="alert">
          Browsers keep the console's cookie on https and on http://localhost only. Open it there.
        </p>
      )}
      <form method="post" action={signInPath}>
        <input type="hidden" name="next" value={next} />
        <input type="text" name="username" value={config.projectId} autocomplete="username" hidden />
        <label for="key">API key</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          required
          autofocus
          {...(problem === null ? {} : { "aria-invalid": "true", "aria-describedby": "key-error" })}
        />
        {problem === null ? null : (
          <p class="error" id="key-error" role="alert">
            {problem}
          </p>
        )}
        <p class="hint">You can do in the console what the key's scopes allow. You are signed out after an hour.</p>
        <button class="primary">Sign in</button>
      </form>
    </section>
  );
  return renderDocument(bareFrame(config), { title: "Sign in", body });
}

const bareFrame = ({ projectName }: EdgeConfig) => ({ projectName, operator: null, nav: [], path: "", said: null });

function linkPage(config: EdgeConfig, token: string, problem: string | null) {
  const body = (
    <section class="door">
      <h1>{config.projectName}</h1>
      {problem === null ? (
        <form method="post" action={linkPath}>
          <input type="hidden" name="token" value={token} />
          <p>Sign in to the console of your local project, with every scope.</p>
          <button class="primary" autofocus>
            Open the console
          </button>
        </form>
      ) : (
        <p class="notice bad" role="alert">
          {problem} <a href={signInPath}>Sign in with a key</a>
        </p>
      )}
    </section>
  );
  return renderDocument(bareFrame(config), { title: "Open the console", body });
}

/** Adds the routes that are open to guests. */
export function signInRoutes(console: Hono<AppEnv>, config: EdgeConfig): void {
  async function begin(c: Context, { keyId, mark }: SignIn, next: string): Promise<Response> {
    c.header("Set-Cookie", await sessionCookie(config, keyId, mark, c.get("now")));
    return c.redirect(next, 303);
  }

  const limiterOf = (c: Context, id: string, limit: typeof keyLimit | typeof linkLimit, given: string, now: number) => {
    // A link works once even if rate limits are off.
    const held = limit === linkLimit ? { ...config, rateLimits: 1 } : config;
    const ip = c.req.header("CF-Connecting-IP") ?? "";
    const attempt = {
      requestId: c.get("requestId"),
      endpoint: id,
      limits: [limit],
      authMethod: undefined,
      caller: guest,
      ip,
      given: () => given,
      now,
    };
    return new RateLimiter(held, attempt, () => undefined);
  };

  console.get(signInPath, (c) => {
    const next = safeNext(c.req.query("next") ?? "", c.get("url"));
    return c.get("caller").kind === "guest" ? c.html(signInPage(c, config, null, next)) : c.redirect(next, 303);
  });

  console.post(signInPath, async (c) => {
    const form = await formOf(c);
    const next = safeNext(form.get("next"), c.get("url"));
    const limiter = limiterOf(c, "consoleSignIn", keyLimit, "", c.get("now"));
    const db = c.get("db").openedBy(limiter);
    try {
      await db.batch().run();
    } catch (error) {
      if (!(error instanceof AppError) || error.type !== "general_rate_limit_exceeded") throw error;
      return c.html(signInPage(c, config, "Too many wrong keys. Try again in an hour.", next), 429);
    }
    const key = form.get("key").trim();
    const found = await signInWithKey(config, key, searchOf(c));
    if (found === null) {
      const hint = key.startsWith("ephemeral_") ? "An ephemeral key cannot sign in: use a stored one." : wrongKey;
      return c.html(signInPage(c, config, hint, next), 401);
    }
    const batch = db.batch();
    limiter.forget(batch);
    await batch.run();
    return begin(c, found, next);
  });

  console.post(`${consolePath}/sign-out`, (c) => {
    c.header("Set-Cookie", endedCookie);
    return c.redirect(signInPath, 303);
  });

  if (!config.local) return;
  console.get(linkPath, (c) => {
    if (!isLoopback(c.get("url").hostname)) return c.notFound();
    return c.html(linkPage(config, c.req.query("token") ?? "", null));
  });
  console.post(linkPath, async (c) => {
    if (!isLoopback(c.get("url").hostname)) return c.notFound();
    const token = (await formOf(c)).get("token");
    const expire = readLinkToken(config.secretKeys, token, c.get("now"));
    if (expire === null)
      return c.html(linkPage(config, token, "This link has expired. Restart npm start for another."), 401);
    try {
      // Counted in the window of the link's expiry: all uses of a link fall into the same window.
      await c
        .get("db")
        .openedBy(limiterOf(c, "consoleLink", linkLimit, token, expire))
        .batch()
        .run();
    } catch (error) {
      if (!(error instanceof AppError) || error.type !== "general_rate_limit_exceeded") throw error;
      return c.html(linkPage(config, token, "This link was used before. Restart npm start for another."), 401);
    }
    return begin(c, bootstrapSignIn(config), consolePath);
  });
}

const wrongKey = "There is no such key, or it has expired. Make one with npm run keys, or use the project's API_KEY.";

async function formOf(c: Context) {
  const body = await readBody(c.req.raw);
  return toForm(body.ok ? body.value.parameters : {});
}
