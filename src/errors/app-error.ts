/** The one error that is thrown on purpose. http/on-error.ts turns it into an answer. */
import { catalogue, type ErrorType } from "./catalogue.ts";

export class AppError extends Error {
  override readonly name = "AppError";
  readonly type: ErrorType;

  /**
   * @param type which refusal
   * @param message public text; without it, the catalogue's
   * @param options.cause what led here; never shown
   */
  constructor(type: ErrorType, message?: string, options?: ErrorOptions) {
    super(message ?? catalogue[type].message, options);
    this.type = type;
  }

  get status() {
    return catalogue[this.type].status;
  }
}
