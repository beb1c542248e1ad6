/** JWTs: signed, never stored; the user's epoch and the session decide whether one is valid. */
export { bearerKeyOf, durationDefault, durationMax, getBearer, isBearer, mintJwt, recent } from "./jwts.ts";
