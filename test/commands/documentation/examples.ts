/** Finds the examples of a document. Pure. */

export interface Example {
  readonly code: string;
  /** The output; undefined where the document does not show it. */
  readonly output: string | undefined;
}

/** The examples under `<!-- example: kind -->`: a block of code in a language, and the block of text after it, if there is one. */
export function examplesIn(document: string, kind: string, language: string): readonly Example[] {
  const pattern = new RegExp(
    `<!-- example: ${kind} -->\\n+\`\`\`${language}\\n([^]*?)\`\`\`(?:\\n+\`\`\`(?:text|json)\\n([^]*?)\`\`\`)?`,
    "g",
  );
  return Array.from(document.matchAll(pattern), ([, code = "", output]) => ({ code, output }));
}

/** All blocks of code in a language. */
export const blocksIn = (document: string, language: string): readonly string[] =>
  Array.from(document.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm")), ([, code = ""]) => code);
