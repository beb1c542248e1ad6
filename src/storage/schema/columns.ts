/** The three column kinds SQLite has no type for. */
import { integer, text } from "./drizzle.ts";

/** Milliseconds since the Unix epoch. */
export const instant = () => integer();

/** 0 or 1. */
export const boolean = () => integer({ mode: "boolean" });

/** JSON text. Read and written as text: the calling code parses it. */
export const json = () => text();
