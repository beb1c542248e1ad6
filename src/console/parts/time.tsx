/** Dates and spans of time. Without the script they are in UTC; with it, in the reader's zone with the instant as title. */

/** @param at ISO 8601, or "" for never; `none` is said then */
export const When = ({ at, day = false, none = "never" }: { at: string; day?: boolean; none?: string }) => {
  if (at === "") return <span class="faint">{none}</span>;
  const instant = at.slice(0, 19);
  const text = day ? at.slice(0, 10) : `${at.slice(0, 10)} ${at.slice(11, 16)}`;
  return <time datetime={`${instant}Z`}>{text}</time>;
};
