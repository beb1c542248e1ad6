import { describe, expect, test } from "vitest";
import { namedTarget } from "./impersonation.ts";

type Headers = Readonly<Record<string, string>>;

const id = "X-Appwrite-Impersonate-User-Id";
const email = "X-Appwrite-Impersonate-User-Email";
const phone = "X-Appwrite-Impersonate-User-Phone";

const named = (headers: Headers, query: Readonly<Record<string, unknown>> = {}) =>
  namedTarget((name) => headers[name], query);

describe("The user whom a request impersonates", () => {
  test.each<[what: string, headers: Headers, query: Readonly<Record<string, unknown>>, by: string, value: string]>([
    ["the id in a header", { [id]: "Bo" }, {}, "id", "Bo"],
    ["the email in a header, in lower case", { [email]: "Bo@Mail.Example" }, {}, "email", "bo@mail.example"],
    ["the phone in a header", { [phone]: "+1555010200" }, {}, "phone", "+1555010200"],
    ["the id in the query", {}, { impersonateUserId: "bo" }, "id", "bo"],
    ["the email in the query", {}, { impersonateEmail: "BO@mail.example" }, "email", "bo@mail.example"],
    ["the phone in the query", {}, { impersonatePhone: "+1555010200" }, "phone", "+1555010200"],
    ["the id in the query, in lower case", {}, { impersonateuserid: "bo" }, "id", "bo"],
    ["the email in the query, in lower case", {}, { impersonateemail: "bo@mail.example" }, "email", "bo@mail.example"],
    ["the phone in the query, in lower case", {}, { impersonatephone: "+1555010200" }, "phone", "+1555010200"],
    ["the header before the query", { [id]: "bo" }, { impersonateUserId: "cy" }, "id", "bo"],
    ["the query where the header is empty", { [id]: "" }, { impersonateUserId: "cy" }, "id", "cy"],
    ["the id before the email", { [email]: "bo@mail.example", [id]: "cy" }, {}, "id", "cy"],
    [
      "the email before the phone",
      { [phone]: "+1555010200", [email]: "cy@mail.example" },
      {},
      "email",
      "cy@mail.example",
    ],
    [
      "an id in the query before an email in a header",
      { [email]: "b@x.example" },
      { impersonateUserId: "cy" },
      "id",
      "cy",
    ],
    ["the text, not the list", { [phone]: "+1555010200" }, { impersonateUserId: ["bo"] }, "phone", "+1555010200"],
  ])("is %s", (_what, headers, query, by, value) => {
    expect(named(headers, query)).toEqual({ by, value });
  });

  test.each<[what: string, headers: Headers, query: Readonly<Record<string, unknown>>]>([
    ["no parameter is sent", {}, {}],
    ["all values are empty", { [id]: "", [email]: "" }, { impersonatePhone: "" }],
    ["the value is a list", {}, { impersonateUserId: ["bo"], impersonateEmail: { 0: "bo@mail.example" } }],
    ["a parameter has another spelling", {}, { impersonateUserid: "bo", ImpersonateUserId: "bo" }],
  ])("finds no user if %s", (_what, headers, query) => {
    expect(named(headers, query)).toBeNull();
  });
});
