import { callingUser, isFurther } from "../../domain/context/index.ts";
import { readFactors } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { mfaFactors } from "../../models/mfa.ts";

export const listMfaFactors = endpoint({
  id: "accountListMfaFactors",
  summary: "Lists which second factors the account can use.",
  method: "GET",
  path: "/account/mfa/factors",
  scopes: ["account"],
  servesIncomplete: true,
  input: {},
  status: 200,
  output: mfaFactors,
  errors: ["user_not_found"],
  async run(_input, context) {
    const { seq, session } = callingUser(context);
    const factors = await readFactors(context, isUser(seq));
    return { ...factors, email: factors.email && (session === null || isFurther(session, "email")) };
  },
});
