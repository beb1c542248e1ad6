/** Factors beside the one that a session begins with. This is what other features may use of them. */
export { createTotp, deleteTotp, hasTotp, removeTotp, verifyTotp } from "./authenticators.ts";
export {
  answerChallenge,
  createChallenge,
  endChallenges,
  getCustomChallenge,
  takeAnswer,
  toChallenge,
} from "./challenges.ts";
export { assertFactorOpen, factorNamed, factors, readFactors } from "./factors.ts";
export { createRecoveryCodes, getRecoveryCodes, removeRecoveryCodes, replaceRecoveryCodes } from "./recovery-codes.ts";
export { selectWay, writeCode } from "./codes.ts";
