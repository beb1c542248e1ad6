import { callingUser, countFactors } from "../../domain/context/index.ts";
import { durationDefault, durationMax, mintJwt } from "../../domain/jwts/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, range } from "../../http/rules/index.ts";
import { jwt } from "../../models/token.ts";

export const createJwt = endpoint({
  id: "accountCreateJWT",
  summary: "Creates a JWT for the account. It expires no later than the current session.",
  method: "POST",
  path: "/account/jwts",
  aliases: [{ method: "POST", path: "/account/jwt" }],
  scopes: ["account"],
  authMethod: "jwt",
  limits: [{ max: 120, window: 60, by: ["caller"] }],
  input: { duration: optional(range(1, durationMax), durationDefault) },
  status: 201,
  output: jwt,
  errors: ["user_auth_method_unsupported", "user_jwt_creation_denied"],
  async run({ duration }, context) {
    const { providerIsTwo, epoch, seq, session, user } = callingUser(context);
    if (session === null) throw new AppError("user_jwt_creation_denied");
    const bearer = { userId: user.id, seq, epoch, session, factors: countFactors(session.factors, providerIsTwo) };
    return { jwt: await mintJwt(context, bearer, duration) };
  },
});
