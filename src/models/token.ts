/** A token: a secret that signs its user in once (docs/spec/models.md#token). */
import { defineModel, fieldsOf } from "./model.ts";

export interface TokenRow {
  readonly id: string;
  readonly createdAt: number;
  readonly userId: string;
  /** "" unless the caller is a key. */
  readonly secret: string;
  readonly expire: number;
  /**
   * The security phrase, which the message also contains, so that the user can compare the two; "": none was
   * requested.
   */
  readonly phrase: string;
}

const { date, string } = fieldsOf<TokenRow>();

export const token = defineModel<TokenRow>("token", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  userId: string((row) => row.userId),
  secret: string((row) => row.secret),
  expire: date((row) => row.expire),
  phrase: string((row) => row.phrase, [1, 5, 0]),
});

/** A JSON Web Token that signs requests of its user (docs/spec/models.md#jwt). */
export interface JwtRow {
  readonly jwt: string;
}

export const jwt = defineModel<JwtRow>("jwt", { jwt: fieldsOf<JwtRow>().string((row) => row.jwt) });
