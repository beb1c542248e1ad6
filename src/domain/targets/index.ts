/** Targets: addresses and devices that messages go to. */
export { ownTarget, providerId as providerOfTarget, selectTargetParts } from "./columns.ts";
export { addFirstTarget, addTarget, hasTarget, moveTarget, type ProviderType, removeTarget } from "./contacts.ts";
export { removeAllDevices, removeDevices, trimDevices } from "./devices.ts";
export { assertIdentifier } from "./identifier.ts";
export { createTarget, deleteTarget, getTarget, listTargets, updateTarget } from "./store.ts";
