/** Second factors: authenticators, challenges, recovery codes. */
export { createTotp, deleteTotp, hasTotp, removeTotp, verifyTotp } from "./authenticators.ts";
export { answerChallenge, createChallenge, endChallenges, getCustomChallenge, takeAnswer } from "./challenges.ts";
export { addWay, writeCode } from "./codes.ts";
export { assertFactorOpen, factorNamed, factors, readFactors } from "./factors.ts";
export { createRecoveryCodes, getRecoveryCodes, removeRecoveryCodes, replaceRecoveryCodes } from "./recovery-codes.ts";
