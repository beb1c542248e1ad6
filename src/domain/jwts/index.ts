/** JWTs: signed, never stored; the user's epoch and the session decide if one counts. */
export { durationDefault, durationMax, getBearer, isBearer, mintJwt, recent } from "./jwts.ts";
