/** Versions of the response format, in the order of Semantic Versioning (docs/spec/requests.md#response-formats). */
export type Version = readonly [major: number, minor: number, patch: number];

/** @returns the version; undefined for a malformed text, for which the newest format is used */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Whether a format has a field of version `since`. @param format undefined: the newest @param since undefined: every version */
export const isSince = (format: Version | undefined, since: Version | undefined): boolean =>
  format === undefined || since === undefined || !isBelow(format, since);

/** Whether `a` comes before `b`. */
export function isBelow(a: Version, b: Version): boolean {
  const [major, minor, patch] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return (major || minor || patch) < 0;
}
