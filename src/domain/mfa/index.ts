/** Second factors: authenticators, challenges, recovery codes. */
export { createTotp, deleteTotp, hasTotp, removeTotp, verifyTotp } from "./authenticators.ts";
export {
  answerChallenge,
  createChallenge,
  endChallenges,
  getCustomChallenge,
  takeAnswer,
  toChallenge,
} from "./challenges.ts";
export { selectWay, writeCode } from "./codes.ts";
export { assertFactorOpen, factorNamed, factors, readFactors } from "./factors.ts";
export { createRecoveryCodes, getRecoveryCodes, removeRecoveryCodes, replaceRecoveryCodes } from "./recovery-codes.ts";
