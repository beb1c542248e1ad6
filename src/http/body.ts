/** The parameters in a body: JSON, urlencoded or multipart (docs/spec/requests.md#bodies). */
import { fail, ok, type Result } from "../errors/result.ts";
import type { RowsBody } from "./endpoint.ts";
import { fromEntries, parseFields } from "./php-fields.ts";

type Parameters = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder();

/** The limit of a request body in bytes: five times the largest valid one (1,000 labels, or 65,535 bytes of preferences). */
const bodyMaxBytes = 512 * 1024;

/** The nesting depth at which PHP stops reading JSON. */
const jsonMaxDepth = 512;

export interface Body {
  readonly parameters: Parameters;
  /** Why parameters of a non-empty body may be missing; null: the body was read. */
  readonly flaw: string | null;
}

const read = (parameters: Parameters): Body => ({ parameters, flaw: null });
const unread = (flaw: string): Body => ({ parameters: {}, flaw });

/**
 * Reads the parameters of a body. An empty or malformed one has none: the first required parameter is then missing.
 * @returns the parameters, or the error of a body that is longer than `bodyMaxBytes`
 */
export async function readBody(request: Request): Promise<Result<Body>> {
  const bytes = await readBytes(request, bodyMaxBytes);
  if (bytes === null) return fail(tooLong(bodyMaxBytes));
  return ok(await parseBytes(bytes, request));
}

/**
 * Reads a body that is a list of rows.
 * @returns the list under the name of its parameter, with undefined for each line that is not JSON; or the error of the
 *   whole body
 */
export async function readRows(request: Request, { maxBytes, parameter }: RowsBody): Promise<Result<Parameters>> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes === null) return fail(tooLong(maxBytes));
  const text = utf8.decode(bytes);
  switch (mediaTypeOf(request)) {
    case "application/x-ndjson":
      return ok({ [parameter]: text.split("\n").filter(isFilled).map(parseValue) });
    case "application/json": {
      const rows = parseValue(text);
      return Array.isArray(rows) ? ok({ [parameter]: rows }) : fail("The request body must be a JSON array of rows.");
    }
    default:
      return fail(
        "The request body must be rows of the type application/x-ndjson, one JSON object a line, or application/json, an array.",
      );
  }
}

const isFilled = (line: string): boolean => line.trim() !== "";
const tooLong = (max: number): string => `The request body must be no longer than ${max} bytes.`;

function mediaTypeOf(request: Request): string {
  const [mediaType = ""] = (request.headers.get("content-type") ?? "").split(";");
  return mediaType.trim().toLowerCase();
}

async function parseBytes(bytes: Uint8Array, request: Request): Promise<Body> {
  if (bytes.length === 0) return read({});
  const text = () => utf8.decode(bytes);
  switch (mediaTypeOf(request)) {
    case "application/json":
      return parseJson(text());
    case "application/x-www-form-urlencoded":
      return parseForm(text());
    case "multipart/form-data":
      return parseMultipart(bytes, request.headers.get("content-type") ?? "");
    default:
      return unread(
        "The request body was not read: its Content-Type must be application/json, application/x-www-form-urlencoded or multipart/form-data.",
      );
  }
}

/** Parses a form, and detects JSON that a client without a configured content type sends as one. */
function parseForm(text: string): Body {
  const isJson = text.trimStart().startsWith("{");
  return {
    parameters: parseFields(text),
    flaw: isJson
      ? "The request body looks like JSON, and was read as a form: its Content-Type must be application/json."
      : null,
  };
}

/** @returns null if the body has more than `max` bytes */
async function readBytes(request: Request, max: number): Promise<Uint8Array | null> {
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (length > max) return null;
  if (Number.isNaN(length)) return readChunks(request.body, max);
  const bytes = new Uint8Array(await request.arrayBuffer());
  // HTTP ends a body at its stated length. A service binding does not.
  return bytes.length > max ? null : bytes;
}

/** Reads a body whose length is not known. @returns null if it has more than `max` bytes */
async function readChunks(stream: ReadableStream<Uint8Array> | null, max: number): Promise<Uint8Array | null> {
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    // Leaving the loop cancels the stream.
    if (length > max) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function parseJson(text: string): Body {
  const value = parseValue(text);
  if (value === undefined) return unread(`The request body is not JSON of at most ${jsonMaxDepth} levels.`);
  if (typeof value !== "object" || value === null) return unread("The request body must be a JSON object.");
  // PHP spells an object without keys as an empty list.
  const isList = Array.isArray(value) && value.length > 0;
  return isList ? unread("The request body must be a JSON object, not a list.") : read({ ...value });
}

/** @returns undefined if the text is not JSON, or is nested too deeply */
function parseValue(text: string): unknown {
  // Each level takes a character.
  if (text.length > jsonMaxDepth && depthOf(text) > jsonMaxDepth) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The nesting depth of a JSON text, without the brackets in strings. Linear in the text, valid or not. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === "\\") i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    else if (character === "]" || character === "}") depth--;
  }
  return deepest;
}

/** The text fields of a multipart form; files are left out. */
async function parseMultipart(bytes: Uint8Array, contentType: string): Promise<Body> {
  try {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
    const texts = [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
    return read(fromEntries(texts));
  } catch {
    return unread("The request body is not multipart/form-data with the boundary of its Content-Type.");
  }
}
