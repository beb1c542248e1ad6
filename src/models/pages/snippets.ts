/** The first lines of a program in each language that has an SDK. Pure. */

interface Place {
  readonly endpoint: string;
  readonly projectId: string;
}

export interface Snippet {
  readonly language: string;
  readonly code: string;
}

/** The placeholder of the API key, in server languages only: a client app must not contain a key. */
const key = "<API_KEY>";

export const snippets = ({ endpoint, projectId }: Place): readonly Snippet[] => [
  {
    language: "Web",
    code: `// npm install appwrite
import { Account, Client } from "appwrite";
const client = new Client().setEndpoint("${endpoint}").setProject("${projectId}");
const account = new Account(client);`,
  },
  {
    language: "Node.js, Deno, Bun",
    code: `// npm install node-appwrite
import { Client, Users } from "node-appwrite";
const client = new Client().setEndpoint("${endpoint}").setProject("${projectId}");
client.setKey("${key}");
const users = new Users(client);`,
  },
  {
    language: "Python",
    code: `# pip install appwrite
from appwrite.client import Client
from appwrite.services.users import Users
client = Client().set_endpoint("${endpoint}").set_project("${projectId}").set_key("${key}")
users = Users(client)`,
  },
  {
    language: "PHP",
    code: `// composer require appwrite/appwrite
use Appwrite\\Client;
use Appwrite\\Services\\Users;
$client = (new Client())
    ->setEndpoint('${endpoint}')
    ->setProject('${projectId}')
    ->setKey('${key}');
$users = new Users($client);`,
  },
  {
    language: "Ruby",
    code: `# gem install appwrite
require 'appwrite'
client = Appwrite::Client.new
client.set_endpoint('${endpoint}').set_project('${projectId}').set_key('${key}')
users = Appwrite::Users.new(client)`,
  },
  {
    language: "Go",
    code: `// go get github.com/appwrite/sdk-for-go
client := appwrite.NewClient(
    appwrite.WithEndpoint("${endpoint}"),
    appwrite.WithProject("${projectId}"),
    appwrite.WithKey("${key}"),
)
users := appwrite.NewUsers(client)`,
  },
  {
    language: "Swift",
    code: `import Appwrite
let client = Client().setEndpoint("${endpoint}").setProject("${projectId}")
let account = Account(client)`,
  },
  {
    language: "Dart, Flutter",
    code: `// flutter pub add appwrite
import 'package:appwrite/appwrite.dart';
final client = Client().setEndpoint('${endpoint}').setProject('${projectId}');
final account = Account(client);`,
  },
  {
    language: "Kotlin, Android",
    code: `import io.appwrite.Client
import io.appwrite.services.Account
val client = Client(context).setEndpoint("${endpoint}").setProject("${projectId}")
val account = Account(client)`,
  },
  {
    language: ".NET",
    code: `// dotnet add package Appwrite
using Appwrite;
using Appwrite.Services;
var client = new Client()
    .SetEndpoint("${endpoint}")
    .SetProject("${projectId}")
    .SetKey("${key}");
var users = new Users(client);`,
  },
  {
    language: "Command line",
    code: `npm install -g appwrite-cli
appwrite client --endpoint ${endpoint} --project-id ${projectId} --key "${key}"`,
  },
];
