/** A page for people: a sentence on what happened, a sentence on the next step, and a link or a button. No script. */
import type { Model } from "./model.ts";
import { layout, markup } from "./pages/layout.ts";

export interface Page {
  readonly title: string;
  readonly message: string;
  /** The next step for the reader. */
  readonly next: string;
  /** The address of the next page, opened automatically and by a button; null: the page stays. */
  readonly link: string | null;
  /** A button that submits a POST; null: none. */
  readonly form: {
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly button: string;
  } | null;
  /** For developers, in small print; "": nothing. */
  readonly note: string;
}

const formOf = ({ action, button, fields }: NonNullable<Page["form"]>) => markup`<form method="post" action="${action}">
${Object.entries(fields).map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}
<button class="button">${button}</button>
</form>`;

/** The HTML of a page. */
export const renderPage = ({ form, link, message, next, note, title }: Page): string =>
  layout({
    title,
    isSmall: true,
    refresh: link,
    body: markup`<h1>${title}</h1>
<p>${message}</p>
<p>${next}</p>
${link === null ? null : markup`<a class="button" href="${link}">Back to the app</a>`}
${form === null ? null : formOf(form)}
${note === "" ? null : markup`<p class="faint note">${note}</p>`}`,
  });

export const page: Model<Page> = {
  name: "page",
  mediaType: "text/html",
  schema: { type: "string" },
  uses: [],
  render: renderPage,
};
