/** Paths as files mention them, with slashes. Pure. */

/** @returns the path from the root; null: it leads out of the repository */
export function resolve(from: string, path: string): string | null {
  const resolved: string[] = [];
  for (const part of [...from.split("/").slice(0, -1), ...path.split("/")]) {
    if (part === "..") {
      if (resolved.pop() === undefined) return null;
    } else if (part !== "" && part !== ".") resolved.push(part);
  }
  return resolved.join("/");
}

/** Expands the braces of a path: one path for each choice. */
export function expand(path: string): readonly string[] {
  const [all, before = "", choices = "", after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  if (all === undefined) return [path];
  return choices.split(",").flatMap((choice) => expand(`${before}${choice}${after}`));
}

/** The folder ahead of the first `*` or `<name>` of a path; the path itself without one. */
export const fixedPartOf = (path: string): string => path.replace(/\/?[^/]*[*<].*$/, "");

/** The paths, and the folders that they are in. */
export function withFolders(paths: Iterable<string>): ReadonlySet<string> {
  const known = new Set<string>();
  for (const path of paths) {
    const names = path.split("/");
    for (let count = 1; count <= names.length; count += 1) known.add(names.slice(0, count).join("/"));
  }
  return known;
}
