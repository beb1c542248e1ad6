/** The choices of a list's filter or sort, by their values in the address. */

interface Choice {
  readonly name: string;
}

/** @returns the choice that the address names, or else the first one */
export function pick<T extends Choice>(choices: ReadonlyMap<string, T>, value: string | null): T {
  const found = choices.get(value ?? "") ?? choices.values().next().value;
  if (found === undefined) throw new Error("There is nothing to choose.");
  return found;
}

/** The options of a select. @param chosen of the address */
export const Options = ({ chosen, of }: { of: ReadonlyMap<string, Choice>; chosen: string | null }) => (
  <>
    {[...of].map(([value, { name }]) => (
      <option value={value} {...(value === (chosen ?? "") ? { selected: true } : {})}>
        {name}
      </option>
    ))}
  </>
);
