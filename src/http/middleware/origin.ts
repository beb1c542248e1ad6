/** Keeps web apps of unknown hosts out; keys may come from anywhere (docs/spec/requests.md#origin-check). */
import { AppError } from "../../errors/app-error.ts";
import type { EdgeConfig } from "../config.ts";
import type { IsExempt } from "../exemptions.ts";
import { hostsOf, isAllowedOrigin } from "../hosts.ts";
import { originOf } from "./cors.ts";
import type { Step } from "./in-order.ts";

export const origin =
  (config: EdgeConfig, isExempt: IsExempt): Step =>
  (c) => {
    const from = originOf(c.req.header("Origin"));
    if (
      from !== undefined &&
      !isExempt(c.req.path) &&
      // Check the resolved caller, not the header: an unknown key falls back to cookies.
      c.get("caller").kind !== "key" &&
      !isAllowedOrigin(from, hostsOf(config, c.get("url")))
    ) {
      throw new AppError("general_unknown_origin");
    }
  };
