/** The host that a local Worker listens on, and its addresses. */
import { once } from "node:events";
import { createServer, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import type { Options } from "./options.ts";
import { codeOf, Refusal } from "./refusal.ts";

type Place = Pick<Options, "host" | "port">;

const isUnspecified = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** The address that wrangler is to listen on. */
export const listenOn = ({ host }: Place): string => (host === "localhost" ? "127.0.0.1" : host);

const originOf = (host: string, port: number): string => `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;

/**
 * The origin of the Worker on this machine. By name, not 127.0.0.1: an app on localhost and a Worker on 127.0.0.1 are two
 * sites to a browser, which then rejects the Worker's cookies.
 */
export const originHere = ({ host, port }: Place): string =>
  originOf(isUnspecified(host) || host === "127.0.0.1" ? "localhost" : host, port);

/** The origins of the Worker for other machines of the network; none unless it listens on all addresses. */
export function originsElsewhere({ host, port }: Place): readonly string[] {
  if (!isUnspecified(host)) return [];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => originOf(address, port));
}

/**
 * @throws Refusal when another program listens there. On localhost both loopback addresses must be free: browsers may choose
 *   either of them.
 */
export async function assertPortIsFree({ host, port }: Place): Promise<void> {
  for (const address of host === "localhost" ? ["127.0.0.1", "::1"] : [listenOn({ host, port })]) {
    const server = createServer();
    try {
      await once(server.listen({ host: address, port, exclusive: true }), "listening");
    } catch (error) {
      const code = codeOf(error);
      const hasNoSuchAddress = code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
      if (hasNoSuchAddress && address === "::1") continue;
      if (hasNoSuchAddress) {
        throw new Refusal(`This machine has no address ${host}. Choose one that it has, or 0.0.0.0 for all of them.`);
      }
      throw new Refusal(
        `Port ${port} ${code === "EADDRINUSE" ? "is taken" : "may not be used"}. Choose another: npm start -- --port PORT`,
      );
    }
    server.close();
    await once(server, "close");
  }
}

/** A port of this machine that nothing listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await once(server.listen({ host: "127.0.0.1", port: 0 }), "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return address.port;
}
