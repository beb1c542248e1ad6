/** The database did not answer: 503 `general_service_unavailable` (docs/spec/errors.md#unavailable). */
import { AppError } from "./app-error.ts";

/** The text of the error, by the known state of the requested change. */
const texts = {
  nothing: "The database does not answer at the moment, and nothing was changed. Try again.",
  uncertain:
    "The database did not answer in time. The change may have been made: read the resource before you send the request again.",
} as const;

export class Unavailable extends AppError {
  /** When to try again, in seconds, from 1 on. */
  readonly retryAfter: number;

  /**
   * @param change `uncertain`: a write was sent, and may have been committed
   * @param retryAfterMs milliseconds
   */
  constructor(change: keyof typeof texts, retryAfterMs: number, options?: ErrorOptions) {
    super("general_service_unavailable", texts[change], options);
    this.retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  }
}
