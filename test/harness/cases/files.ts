/** The names of case files: the id of the operation in kebab case, the service as the folder. */

/** The common key of an operation's id and its case file's path: without hyphens, parent folders and letter case. */
export const keyOf = (idOrPath: string): string =>
  idOrPath
    .replace(/^.*\/cases\//, "")
    .replace(/\.ts$/, "")
    .replaceAll(/[-/]/g, "")
    .toLowerCase();

/** The path of a case file below the root: `usersUpdateName` has test/cases/users/update-name.ts. */
export function caseFileOf(id: string): string {
  const [service = "", ...words] = id
    .replaceAll("OAuth", "Oauth")
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  return `test/cases/${[service, words.join("-")]
    .filter((part) => part !== "")
    .join("/")
    .toLowerCase()}.ts`;
}
