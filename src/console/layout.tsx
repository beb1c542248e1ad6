/** The frame of every page. hono/jsx escapes its children. */
import { html } from "hono/html";
import { assets } from "./assets.ts";
import { consolePath, type Shown } from "./page.ts";

export interface Frame {
  readonly projectName: string;
  /** The name of the key; null: the browser is not signed in. */
  readonly operator: string | null;
  readonly nav: readonly { readonly name: string; readonly path: string }[];
  /** The path of the page. */
  readonly path: string;
  /** The message about the last action; null: none. */
  readonly said: string | null;
  /** The browser reloads the page after this number of seconds. */
  readonly refresh?: string;
}

const isWithin = (path: string, section: string): boolean => path === section || path.startsWith(`${section}/`);

const Rail = ({ nav, operator, path, projectName }: Frame) => (
  <header class="rail">
    <a class="home" href={consolePath}>
      {projectName}
    </a>
    <nav aria-label="Console">
      {nav.map((item) => {
        const to = consolePath + item.path;
        return (
          <a href={to} {...(isWithin(path, to) ? { "aria-current": "page" } : {})}>
            {item.name}
          </a>
        );
      })}
    </nav>
    <form class="who" method="post" action={`${consolePath}/sign-out`}>
      <span title="The key that you are signed in with">{operator}</span>
      <button class="quiet">Sign out</button>
    </form>
  </header>
);

/** @returns a whole document */
export function renderDocument(frame: Frame, { above = [], body, title }: Shown): ReturnType<typeof html> {
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {frame.refresh === undefined ? null : <meta http-equiv="refresh" content={frame.refresh} />}
        <title>
          {title} · {frame.projectName}
        </title>
        <link rel="stylesheet" href={assets().style.path} />
        <script src={assets().script.path} defer></script>
      </head>
      <body>
        <a class="skip" href="#main">
          To the content
        </a>
        {frame.operator === null ? null : <Rail {...frame} />}
        <main id="main" tabindex={-1}>
          {above.length === 0 ? null : (
            <p class="crumbs">
              {above.map(([name, to]) => (
                <>
                  <a href={to}>{name}</a> /{" "}
                </>
              ))}
            </p>
          )}
          {frame.said === null ? null : (
            <p class="notice good" role="status">
              {frame.said}
            </p>
          )}
          {body}
        </main>
      </body>
    </html>
  );
  return html`<!doctype html>${document}`;
}
