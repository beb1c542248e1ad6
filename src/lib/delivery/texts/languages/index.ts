/** The available languages. */
import type { Language } from "../language.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";

/** The languages by their tags. */
export const languages: ReadonlyMap<string, Language> = new Map(
  [en, de, fr, es, it, pt, nl].map((language) => [language.tag, language]),
);

/** The language nearest to a locale such as `de`, `pt-br` or `fr_CA`; English for an unknown one. */
export function languageOf(locale: string | undefined): Language {
  const [tag] = (locale ?? "").toLowerCase().split(/[-_]/, 1);
  return languages.get(tag ?? "") ?? en;
}
