/** A page for a person: a sentence, and an address that the browser goes on to. No script; nothing that a stranger wrote. */
import type { Model } from "./model.ts";

export interface Page {
  readonly message: string;
  /** Of a URL's characters; null: the page stays. */
  readonly link: string | null;
}

/** A URL in an attribute: of what HTML knows there, serialized parameters have this character alone. */
const escape = (url: string): string => url.replaceAll("&", "&amp;");

export const page: Model<Page> = {
  name: "page",
  mediaType: "text/html",
  schema: { type: "string" },
  uses: [],
  render: ({ link, message }) =>
    [
      "<!doctype html>",
      '<html lang="en">',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width">',
      ...(link === null ? [] : [`<meta http-equiv="refresh" content="0; url=${escape(link)}">`]),
      `<title>${message}</title>`,
      `<p>${message}</p>`,
      ...(link === null ? [] : [`<p><a href="${escape(link)}">Back to the app</a></p>`]),
      "",
    ].join("\n"),
};
