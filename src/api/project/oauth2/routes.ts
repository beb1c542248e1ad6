/** /v1/project/oauth2 (docs/spec/oauth2.md). */
import { get } from "./get-oauth2-provider.ts";
import { list } from "./list-oauth2-providers.ts";
import { updates } from "./update-oauth2-provider.ts";

export const oauth2Endpoints = [list, get, ...updates];
