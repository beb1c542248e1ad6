/** A file as text, some 256 kB at a time: UTF-8 or UTF-16, plain or compressed with gzip. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { SourceError } from "../source-error.ts";

const pieceBytes = 256 * 1024;

interface Encoding {
  readonly isGzip: boolean;
  readonly charset: "utf-8" | "utf-16le";
}

async function detect(path: string): Promise<Encoding> {
  let file;
  try {
    file = await open(path);
  } catch {
    throw new SourceError(`The file ${path} cannot be read.`);
  }
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return {
      isGzip: buffer[0] === 0x1f && buffer[1] === 0x8b,
      charset: buffer[0] === 0xff && buffer[1] === 0xfe ? "utf-16le" : "utf-8",
    };
  } finally {
    await file.close();
  }
}

const bytesOf = (piece: unknown): Buffer => (Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece)));

/**
 * Reads a file as text, without its byte order mark.
 * @param onBytes called with the number of bytes read since the last call
 * @throws SourceError when it cannot be read, or is neither UTF-8 nor UTF-16
 */
export async function* readText(path: string, onBytes: (bytes: number) => void = () => {}): AsyncGenerator<string> {
  const { charset, isGzip } = await detect(path);
  const file = createReadStream(path, { highWaterMark: pieceBytes });
  file.on("data", (piece) => onBytes(piece.length));
  const bytes = isGzip ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => bytes.destroy(error));
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: false });
  try {
    for await (const piece of bytes) {
      const text = decoder.decode(bytesOf(piece), { stream: true });
      if (text !== "") yield text;
    }
    yield decoder.decode();
  } catch (error) {
    const reason = error instanceof TypeError ? "it is neither UTF-8 nor UTF-16" : String(error);
    throw new SourceError(`The file ${path} cannot be read: ${reason}.`);
  } finally {
    file.destroy();
  }
}
