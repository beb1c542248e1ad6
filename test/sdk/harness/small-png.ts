/** Shrinks a screenshot to at most 256 colours, with one byte for each pixel. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from("89504e470d0a1a0a", "hex");

/** The chunks of a PNG, by their types; those of one type are joined. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    chunks.set(type, Buffer.concat([chunks.get(type) ?? Buffer.alloc(0), data]));
    at += length + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The neighbour that the PNG specification predicts a byte by (filter 4). */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** Undoes the filters of the rows. @param size bytes of a pixel */
function unfilter(raw: Buffer, width: number, height: number, size: number): Buffer {
  const stride = width * size;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < size ? 0 : (pixels[at - size] ?? 0);
      const above = y === 0 ? 0 : (pixels[at - stride] ?? 0);
      const corner = x < size || y === 0 ? 0 : (pixels[at - stride - size] ?? 0);
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      pixels[at] = (raw[at + y + 1] ?? 0) + predicted;
    }
  }
  return pixels;
}

/**
 * The 256 most common colours; every other colour becomes the nearest of them.
 * @returns a palette, and each pixel's index in it
 */
function toPalette(pixels: Buffer, size: number): { palette: Buffer; places: Buffer } {
  const colours = Array.from({ length: pixels.length / size }, (_, i) => pixels.readUIntBE(i * size, 3));
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const kept = [...counts.keys()].toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, 256);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(kept, colour)]));
  const palette = Buffer.alloc(kept.length * 3);
  for (const [i, colour] of kept.entries()) palette.writeUIntBE(colour, i * 3, 3);
  return { palette, places: Buffer.from(colours.map((colour) => places.get(colour) ?? 0)) };
}

const partsOf = (colour: number): readonly number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(kept: readonly number[], colour: number): number {
  const parts = partsOf(colour);
  let [best, least] = [0, Infinity];
  for (const [place, other] of kept.entries()) {
    const distance = partsOf(other).reduce((sum, part, i) => sum + (part - (parts[i] ?? 0)) ** 2, 0);
    if (distance < least) [best, least] = [place, distance];
  }
  return best;
}

/** @param png of 8 bits a channel, with or without transparency, not interlaced, as Chromium makes it */
export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const [header, data] = [chunks.get("IHDR"), chunks.get("IDAT")];
  if (header === undefined || data === undefined) throw new Error("The screenshot is no PNG.");
  const [width, height, size] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const { palette, places } = toPalette(unfilter(inflateSync(data), width, height, size), size);
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.alloc(1), places.subarray(y * width, (y + 1) * width)]),
  );
  const indexed = Buffer.from(header);
  indexed[9] = 3;
  return Buffer.concat([
    signature,
    chunk("IHDR", indexed),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
