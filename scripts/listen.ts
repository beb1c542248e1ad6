/**
 * `npm run listen`: prints the events of the `npm start` on this machine, and forwards them to a program of yours
 * (docs/webhooks.md). It makes a webhook, and removes it at Ctrl-C; the next start removes the webhook of a killed run.
 */
import "./wrangler-variables.ts";
import { findInstance, type Instance } from "./listen/instance.ts";
import { type Options, parseOptions, usage } from "./listen/options.ts";
import { isListening, openReceiver } from "./listen/receiver.ts";
import { answerHelp } from "./help.ts";
import { refuse } from "./refuse.ts";
import { Refusal } from "./start/refusal.ts";
import { root } from "./tool.ts";

/** The prefix of the ids of its webhooks. */
const prefix = "listen-";

/** Removes the webhooks of runs that were killed. */
async function removeOrphans(instance: Instance): Promise<void> {
  const ours = (await instance.list()).filter(({ $id }) => $id.startsWith(prefix));
  await Promise.all(ours.map(async ({ $id, url }) => (await isListening(url)) || (await instance.remove($id))));
}

/** Resolves once a signal arrives. Ctrl-C arrives twice, from the terminal and from npm: the second changes nothing. */
const signalled = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
});

async function listen({ events, persistTo, secret, url }: Options): Promise<void> {
  const instance = findInstance(persistTo);
  await removeOrphans(instance);
  let key = "";
  const receiver = await openReceiver({ url, secret: () => key }, (line) => console.log(line));
  const made = await instance.create({
    webhookId: `${prefix}${crypto.randomUUID().slice(0, 8)}`,
    name: "npm run listen",
    url: receiver.url,
    events,
    ...(secret !== null && { secret }),
  });
  key = made.secret;
  console.log(`Events of ${instance.endpoint}${url === null ? "" : ` go to ${url}`}, signed with ${key}`);
  console.log("Ctrl-C stops it.");
  await signalled;
  receiver.close();
  await instance.remove(made.$id);
}

const args = process.argv.slice(2);
answerHelp(args, usage);
const options = parseOptions(args);
if (!options.ok) refuse(`${options.error} ${usage}`, 2);
process.chdir(root);
try {
  await listen(options.value);
  process.exit();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  refuse(error.message);
}
