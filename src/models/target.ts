/** A target: an address or a device that messages to a user go to (docs/spec/models.md#target). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface TargetRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly name: string | null;
  readonly userId: string;
  readonly providerId: string | null;
  readonly providerType: string;
  readonly identifier: string;
  readonly expired: boolean;
}

const { boolean, date, nullableString, string } = fieldsOf<TargetRow>();

export const target = defineModel<TargetRow>("target", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  name: string((row) => row.name ?? ""),
  userId: string((row) => row.userId),
  providerId: nullableString((row) => row.providerId),
  providerType: string((row) => row.providerType),
  identifier: string((row) => row.identifier),
  expired: boolean((row) => row.expired),
});

export const targetList = listOf("targetList", "targets", target);
