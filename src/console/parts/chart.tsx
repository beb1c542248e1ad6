/** A bar chart of counts per hour or day. A table beside it has the numbers. */
import { When } from "./time.tsx";

export interface Point {
  readonly value: number;
  /** The beginning of the hour or day, ISO 8601. */
  readonly date: string;
}

/** The height in units of the drawing, which is stretched to fit the page. */
const height = 100;
const step = 4;
const barWidth = 3;
/** A count above zero is always visible. */
const leastHeight = 2;

/** All bars as one path, which keeps the markup of 90 bars small. */
const bars = (points: readonly Point[], most: number): string =>
  points
    .map(({ value }, index) => {
      const top = height - Math.max(leastHeight, Math.round((value / most) * height));
      return value === 0 ? "" : `M${index * step} ${height}V${top}h${barWidth}V${height}z`;
    })
    .join("");

const sumOf = (points: readonly Point[]): number => points.reduce((sum, { value }) => sum + value, 0);

/**
 * @param unit the span of a bar: `hour` or `day`
 * @param isBad whether the counts are of failures, which changes the colour
 */
export function Chart({
  isBad = false,
  points,
  title,
  unit,
}: {
  isBad?: boolean;
  points: readonly Point[];
  title: string;
  unit: string;
}) {
  const most = Math.max(...points.map(({ value }) => value));
  const said = `${sumOf(points).toLocaleString("en")}, at most ${most.toLocaleString("en")} in one ${unit}`;
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="faint">{said}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${points.length * step - (step - barWidth)} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${said}`}
      >
        <path {...(isBad ? { class: "bad" } : {})} d={bars(points, most)} />
      </svg>
      <p class="axis faint">
        <When at={points[0]?.date ?? ""} date={unit === "day"} />
        <When at={points.at(-1)?.date ?? ""} date={unit === "day"} />
      </p>
    </figure>
  );
}
