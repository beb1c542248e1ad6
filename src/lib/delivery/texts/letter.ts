/** The content of an email, and its equivalent renderings as text and as HTML. Pure. */

export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "link"; readonly label: string; readonly url: string }
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [label: string, value: string])[] };

export interface Page {
  readonly subject: string;
  /** The BCP 47 tag of its language. All available languages are written from left to right. */
  readonly language: string;
  readonly blocks: readonly Block[];
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

export const toText = ({ blocks }: Page): string => `${blocks.map(blockText).join("\n\n")}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return block.text;
    case "link":
      return `${block.label}:\n${block.url}`;
    case "code":
      return block.code;
    case "facts":
      return block.facts.map(([label, value]) => `${label}: ${value}`).join("\n");
  }
}

const body = "margin:0;padding:32px 16px;font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff";
const button =
  "display:inline-block;padding:12px 20px;border-radius:6px;background:#1c1c1c;color:#fff;text-decoration:none";

/** A page without pictures, fonts or style sheets to fetch, so that opening the email cannot be tracked. */
export const toHtml = ({ blocks, language, subject }: Page): string => `<!doctype html>
<html lang="${escape(language)}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(subject)}</title>
</head>
<body style="${body}">
<div style="max-width:560px;margin:0 auto">
${blocks.map(blockHtml).join("\n")}
</div>
</body>
</html>
`;

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${escape(block.text)}</p>`;
    case "link":
      return `<p><a href="${escape(block.url)}" style="${button}">${escape(block.label)}</a></p>
<p style="font-size:13px;word-break:break-all">${escape(block.url)}</p>`;
    case "code":
      return `<p style="font-size:28px;letter-spacing:4px">${escape(block.code)}</p>`;
    case "facts":
      return `<p>${block.facts.map(([label, value]) => `${escape(label)}: ${escape(value)}`).join("<br>\n")}</p>`;
  }
}
