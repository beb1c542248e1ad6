/** Dates. Without the script they are in UTC; with it, in the reader's zone with the instant as title. */

interface WhenProps {
  /** ISO 8601, or "" for never. */
  readonly at: string;
  /** Shows the day alone. */
  readonly day?: boolean;
  /** Whether the API gives the day only. */
  readonly date?: boolean;
}

export const When = ({ at, date = false, day = false }: WhenProps) => {
  if (at === "") return <span class="faint">never</span>;
  if (date) return <time>{at.slice(0, 10)}</time>;
  const text = day ? at.slice(0, 10) : `${at.slice(0, 10)} ${at.slice(11, 16)}`;
  return <time datetime={`${at.slice(0, 19)}Z`}>{text}</time>;
};
