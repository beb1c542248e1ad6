/**
 * The frame of our pages: one look, light and dark, without script. All values on a page pass through `markup`, which
 * escapes them. Pure.
 */

/** Markup, as opposed to text. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

type Piece = string | number | Markup | null | readonly Markup[];

function render(piece: Piece): string {
  if (piece === null) return "";
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "object") return piece.map(({ text }) => text).join("\n");
  return escape(String(piece));
}

/** Markup from a template: texts in it are escaped, null is left out. */
export const markup = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(String.raw({ raw: strings }, ...pieces.map(render)));

/** The style of all pages. Their Content-Security-Policy allows this text and no other. */
export const css = `
:root { color-scheme: light dark; --ground: #f6f6f4; --card: #fff; --line: #dcdcd6; --text: #1d1f23; --faint: #5b5f67; --accent: #1f5fbf; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15171a; --card: #1e2125; --line: #363a41; --text: #e9eaec; --faint: #a3a8b1; --accent: #8ab4f8; --on-accent: #10233f; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.75rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
main.small { max-width: 28rem; margin-top: 8vh; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
.note { margin-top: 1.5rem; }
.faint { color: var(--faint); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; }
pre { margin: 0; padding: .75rem 1rem; overflow-x: auto; border-top: 1px solid var(--line); }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .5rem; }
summary { padding: .5rem 1rem; cursor: pointer; }
.button { display: inline-block; margin-top: 1rem; padding: .65rem 1.25rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

interface Frame {
  readonly title: string;
  readonly body: Markup;
  /** One sentence and a button: a narrow page. */
  readonly isSmall: boolean;
  /** The address that the browser opens automatically; null: the page stays. */
  readonly refresh?: string | null;
}

/** A whole document. */
export const layout = ({ body, isSmall, refresh = null, title }: Frame): string =>
  markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh === null ? null : markup`<meta http-equiv="refresh" content="0; url=${refresh}">`}
<title>${title}</title>
<style>${new Markup(css)}</style>
<main${isSmall ? markup` class="small"` : null}>
${body}
</main>
`.text;
