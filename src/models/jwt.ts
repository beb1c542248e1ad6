/** A JSON Web Token that stands for its user (docs/spec/models.md#jwt). */
import { defineModel, fieldsOf } from "./model.ts";

export interface JwtRow {
  readonly jwt: string;
}

export const jwt = defineModel<JwtRow>("jwt", { jwt: fieldsOf<JwtRow>().string((row) => row.jwt) });
