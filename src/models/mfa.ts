/** MFA: factors, authenticators, recovery codes and challenges (docs/spec/models.md#mfa, docs/spec/sdks.md#required-fields). */
import { defineModel, fieldsOf } from "./model.ts";

export interface FactorsRow {
  readonly totp: boolean;
  readonly phone: boolean;
  readonly email: boolean;
  readonly recoveryCode: boolean;
  readonly custom: boolean;
}

const factor = fieldsOf<FactorsRow>();

export const mfaFactors = defineModel<FactorsRow>("mfaFactors", {
  totp: factor.boolean((row) => row.totp),
  phone: factor.boolean((row) => row.phone),
  email: factor.boolean((row) => row.email),
  recoveryCode: factor.boolean((row) => row.recoveryCode),
  custom: factor.boolean((row) => row.custom),
});

export interface RecoveryCodesRow {
  readonly recoveryCodes: readonly string[];
}

export const mfaRecoveryCodes = defineModel<RecoveryCodesRow>("mfaRecoveryCodes", {
  recoveryCodes: fieldsOf<RecoveryCodesRow>().strings((row) => row.recoveryCodes),
});

export interface MfaTypeRow {
  /** In base32. */
  readonly secret: string;
  /** `otpauth://…`, which apps read from a QR code. */
  readonly uri: string;
}

const type = fieldsOf<MfaTypeRow>();

export const mfaType = defineModel<MfaTypeRow>("mfaType", {
  secret: type.string((row) => row.secret),
  uri: type.string((row) => row.uri),
});

export interface ChallengeRow {
  readonly id: string;
  readonly createdAt: number;
  readonly userId: string;
  readonly expire: number;
}

const challenge = fieldsOf<ChallengeRow>();

const challengeFields = {
  $id: challenge.string((row) => row.id),
  $createdAt: challenge.date((row) => row.createdAt),
  userId: challenge.string((row) => row.userId),
  expire: challenge.date((row) => row.expire),
};

export const mfaChallenge = defineModel<ChallengeRow>("mfaChallenge", challengeFields);

export interface CustomChallengeRow extends ChallengeRow {
  /** The code, which a server delivers to the user itself. */
  readonly code: string;
}

export const mfaCustomChallenge = defineModel<CustomChallengeRow>("mfaCustomChallenge", {
  ...challengeFields,
  code: fieldsOf<CustomChallengeRow>().string((row) => row.code),
});
