/** Refuses requests to hosts that are not the Worker's own (docs/spec/requests.md#host). */
import { AppError } from "../../errors/app-error.ts";
import type { EdgeConfig } from "../config.ts";
import { isPrivateHost } from "../local-host.ts";
import type { Step } from "./in-order.ts";

const localOnly =
  "LOCAL is on, so this Worker serves the hosts of one machine and its network only. Remove LOCAL from the variables of a deployment. " +
  "To try a public host with `npm start`, set LOCAL=off and PUBLIC_URL in .dev.vars.";

export const ownHost =
  ({ local, publicUrl }: EdgeConfig): Step =>
  (c) => {
    const { host, hostname } = publicUrl === null ? c.get("url") : new URL(c.req.url);
    if (local && !isPrivateHost(hostname)) throw new AppError("router_host_not_found", localOnly);
    if (publicUrl !== null && host !== publicUrl.host) {
      throw new AppError(
        "router_host_not_found",
        `This host is not served. Send the request to ${publicUrl.origin}, the PUBLIC_URL of this deployment.`,
      );
    }
  };
