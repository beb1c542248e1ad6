/** The error of a refused request, and the only one thrown on purpose. http/on-error.ts turns it into a response. */
import { catalogue, type ErrorType } from "./catalogue.ts";

export class AppError extends Error {
  override readonly name = "AppError";
  readonly type: ErrorType;

  /**
   * @param type the key of the error in the catalogue
   * @param message public text; without it, the catalogue's
   * @param options.cause the underlying error; never shown
   */
  constructor(type: ErrorType, message?: string, options?: ErrorOptions) {
    super(message ?? catalogue[type].message, options);
    this.type = type;
  }

  get status() {
    return catalogue[this.type].status;
  }
}
