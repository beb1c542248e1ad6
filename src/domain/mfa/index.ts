/** Second factors: authenticators, challenges, recovery codes. */
export { createTotp, deleteTotp, removeTotp, verifyTotp } from "./authenticators.ts";
export {
  answerChallenge,
  createChallenge,
  endChallenges,
  getCustomChallenge,
  selectChallengeParts,
  takeAnswer,
  toChallengePart,
} from "./challenges.ts";
export { addWay, writeCode } from "./codes.ts";
export { assertFactorOpen, assertFurther, factorNamed, factors, readFactors } from "./factors.ts";
export {
  createRecoveryCodes,
  getRecoveryCodes,
  removeCodesWithLast,
  removeRecoveryCodes,
  replaceRecoveryCodes,
} from "./recovery-codes.ts";
export { hasFactor, hasTotp } from "./verified.ts";
