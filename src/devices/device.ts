/**
 * What a user agent tells of its device, in the names and codes of Appwrite (docs/spec/logs.md#devices). The library
 * reads system and machine; the tables beside this file say what the wire calls them. Pure.
 */
import UAParser from "my-ua-parser";
import { type Client, clientOf } from "./client.ts";
import { type Hardware, hardwareOf } from "./hardware.ts";
import { type OperatingSystem, operatingSystemOf } from "./operating-system.ts";

/** Fields 12 to 23 of a session (spec/users.md 2.3). */
export interface Device extends OperatingSystem, Client, Hardware {}

/** Characters that are read. Some of the library's patterns are cubic: so many characters cost 1 to 2 ms at the worst. */
const agentCharactersMax = 512;

/** Crawlers show the agent of a browser; none is a device of a user. (CUBOT makes phones.) */
const crawler = /(?<!\bcu)bot\b|crawler|spider|slurp|facebookexternalhit|google-inspectiontool|lighthouse/i;

/**
 * @param userAgent any text; past 512 characters it is not read
 * @returns its device; every field that it does not tell is "", and all of them for a crawler
 */
export function deviceOf(userAgent: string): Device {
  const agent = crawler.test(userAgent) ? "" : userAgent.slice(0, agentCharactersMax);
  const parser = new UAParser(agent);
  const system = operatingSystemOf(agent, parser.getOS());
  return { ...system, ...clientOf(agent), ...hardwareOf(agent, system.osCode, parser.getDevice()) };
}
