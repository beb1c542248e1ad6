/** A form that creates something carries its id, so that a form that is sent twice creates it once. */
import { generateId } from "../../lib/crypto/ids.ts";
import type { Form, View } from "../page.ts";

const name = "freshId";

/** The hidden field. A form that was refused keeps its id. */
export const FreshId = ({ view: { now, problem } }: { view: View }) => (
  <input type="hidden" name={name} value={problem?.form.get(name) || generateId(now)} />
);

/** The id that a form carries; without one, the API makes it. */
export const freshIdOf = (form: Form): string => form.get(name) || "unique()";
