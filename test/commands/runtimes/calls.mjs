/**
 * A program for any runtime that uses an SDK as a server does, and prints the answers as one line of JSON.
 * Arguments: where the SDK is imported from, the endpoint, the project, the key.
 */
import process from "node:process";

const [specifier = "", endpoint, project, key] = process.argv.slice(2);
const imported = await import(specifier);
const { Account, Client, ID, Query, Users } = imported.Client ? imported : imported.default;

const connect = () => new Client().setEndpoint(endpoint).setProject(project);
const users = new Users(connect().setKey(key));
const said = {};

/** @param {{ name: string }} user */
const nameOf = ({ name }) => name;

const ada = await users.create({
  userId: ID.unique(),
  email: "ada@mail.example",
  password: "correct horse",
  name: "Ada",
});
said.created = [ada.email, ada.hash, ada.status];
said.labels = (await users.updateLabels({ userId: ada.$id, labels: ["vip"] })).labels;
said.prefs = await users.updatePrefs({ userId: ada.$id, prefs: { theme: "dark", tabs: [1, 2] } });
const bob = await users.createMD5User({
  userId: "bob",
  email: "bob@mail.example",
  password: "144fa7eaa4904e8ee120651997f70dcc",
});
said.imported = bob.hash;
const found = await users.list({ queries: [Query.equal("name", ["Ada"]), Query.limit(5)], search: "ada", total: true });
said.found = [found.total, found.users.map(nameOf)];
try {
  await users.get({ userId: "nobody" });
} catch (error) {
  const { code, type } = /** @type {{ code: number; type: string }} */ (error);
  said.refused = [code, type];
}
const session = await users.createSession({ userId: ada.$id });
said.jwt = (await users.createJWT({ userId: ada.$id, sessionId: session.$id })).jwt.split(".").length;
const { jwt } = await users.createJWT({ userId: ada.$id });
said.account = (await new Account(connect().setJWT(jwt)).get()).name;
await users.deleteSessions({ userId: ada.$id });
for (const userId of [ada.$id, "bob"]) await users.delete({ userId });
said.left = (await users.list()).total;
console.info(JSON.stringify(said));
