/** Events, actors and places: rows of the log or of the activities, in words. */
import { pathTo } from "../page.ts";
import { Empty } from "./empty.tsx";
import { wordsOf } from "./event-words.ts";
import { Table } from "./table.tsx";
import { When } from "./time.tsx";

export interface Happening {
  readonly time: string;
  /** The name of the event in the log or the activities. */
  readonly event: string;
  /** `user`, `guest`, or a kind of key. */
  readonly actorType: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly ip: string;
  readonly country: string;
  /** The number of occurrences: repeated events share a row. */
  readonly count: number;
}

/** The subject of the event. */
export interface Subject {
  /** `user`, `team`, … */
  readonly type: string;
  readonly id: string;
  /** Where its page is; null: it has none. */
  readonly to: string | null;
}

/** @param self the user whose page it is */
const Who = ({ happening, self }: { happening: Happening; self?: string }) => {
  const { actorId, actorName, actorType } = happening;
  if (actorType === "guest") return <span class="faint">guest</span>;
  if (actorType !== "user") return <span title="API key">{actorName || actorId}</span>;
  if (actorId === self) return <span class="faint">the user</span>;
  return <a href={pathTo("/users/:userId", { userId: actorId })}>{actorName || actorId}</a>;
};

const What = ({ count, event }: Happening) => (
  <span title={event}>
    {wordsOf(event)}
    {count > 1 ? ` ${count} times` : ""}
  </span>
);

const whereFrom = ({ country, ip }: Happening): string =>
  [ip, country === "" || country === "--" ? "" : country.toUpperCase()].filter(Boolean).join(", ");

/** @param subjectOf gives the subject of a row; absent: all rows have the same subject */
export const History = <Row extends Happening>({
  rows,
  self,
  subjectOf,
}: {
  rows: readonly Row[];
  self?: string;
  subjectOf?: (row: Row) => Subject;
}) =>
  rows.length === 0 ? (
    <Empty title="Nothing has happened yet, or the log is no longer kept." />
  ) : (
    <Table
      caption="Events"
      rows={rows}
      columns={[
        { name: "When", cell: ({ time }) => <When at={time} /> },
        { name: "What", cell: (happening) => <What {...happening} />, below: true },
        ...(subjectOf === undefined
          ? []
          : [{ name: "To", cell: (happening: Row) => <To subject={subjectOf(happening)} /> }]),
        { name: "By", cell: (happening) => <Who happening={happening} {...(self === undefined ? {} : { self })} /> },
        { name: "From", cell: whereFrom, wide: true },
      ]}
    />
  );

const To = ({ subject: { id, to, type } }: { subject: Subject }) =>
  to === null ? (
    <>
      {type} {id}
    </>
  ) : (
    <a href={to}>{id}</a>
  );
