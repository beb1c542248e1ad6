/**
 * The device of a user agent, in the names and codes of Appwrite (docs/spec/logs.md#devices), found with the tables
 * beside this file. Pure.
 */
import { type Client, clientOf } from "./client.ts";
import { type Hardware, hardwareOf } from "./hardware.ts";
import { type OperatingSystem, operatingSystemOf } from "./operating-system.ts";

/** Fields 12 to 23 of a session (docs/spec/models.md#session). */
export interface Device extends OperatingSystem, Client, Hardware {}

/** The characters that are read: twice a real agent's length. The patterns of the tables are quadratic in them at worst. */
const agentCharactersMax = 512;

/** Crawlers show the agent of a browser; none is a device of a user. (CUBOT makes phones.) */
const crawler = /(?<!\bcu)bot\b|crawler|spider|slurp|facebookexternalhit|google-inspectiontool|lighthouse/i;

/**
 * @param userAgent any text; past 512 characters it is not read
 * @returns its device; unknown fields are "", and so are all fields of a crawler
 */
export function deviceOf(userAgent: string): Device {
  const agent = crawler.test(userAgent) ? "" : userAgent.slice(0, agentCharactersMax);
  const system = operatingSystemOf(agent);
  return { ...system, ...clientOf(agent), ...hardwareOf(agent, system.osCode) };
}
