/** The hashes of families.json, which families.py writes. */
import type { Vector } from "./vector.ts";
import made from "./families.json";

const families: Readonly<Record<keyof typeof made, readonly Vector[]>> = made;

/** The hashes of a family, made by other implementations. */
export const madeBy = (family: keyof typeof made): readonly Vector[] => families[family];
