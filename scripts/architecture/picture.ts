/** The picture of the layers and the table of entities in docs/architecture.md, from the table of layers. Pure. */

type Layers = Readonly<Record<string, readonly string[]>>;

/** Arrows that no other layer implies: `from` may import `to`, and nothing that `from` may import may import `to`. */
export const arrowsOf = (layers: Layers): readonly (readonly [from: string, to: string])[] =>
  Object.entries(layers).flatMap(([from, allowed]) =>
    allowed
      .filter((to) => !allowed.some((between) => layers[between]?.includes(to) === true))
      .map((to) => [from, to] as const),
  );

/** Node names of Mermaid have no dots. */
const nodeOf = (layer: string): string => layer.replace(".ts", "");

/** The layers as a Mermaid flowchart in a code block. */
export function pictureOf(layers: Layers): string {
  const lines = [
    "flowchart TD",
    ...Object.keys(layers).map((layer) => `  ${nodeOf(layer)}["${layer}"]`),
    ...arrowsOf(layers).map(([from, to]) => `  ${nodeOf(from)} --> ${nodeOf(to)}`),
  ];
  return `\`\`\`mermaid\n${lines.join("\n")}\n\`\`\``;
}

/** The entities as a numbered list: one item for each rank, the lowest first. */
export const ranksOf = (ranks: readonly (readonly string[])[]): string =>
  ranks.map((entities, index) => `${index + 1}. ${entities.map((entity) => `\`${entity}\``).join(", ")}`).join("\n");
