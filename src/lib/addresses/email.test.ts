import { expect, test } from "vitest";
import { isEmail, toEmail } from "./email.ts";

test.each([
  ["Ada@Mail.Example", "ada@mail.example"],
  ["conor.o'brien@corp.example", "conor.o'brien@corp.example"],
  ["a&b@example.com", "a&b@example.com"],
  ["kaese@xn--exmple-cua.de", "kaese@xn--exmple-cua.de"],
  ["kaese@exämple.de", "kaese@xn--exmple-cua.de"],
  ["user@xn--80a1acny.xn--p1ai", "user@xn--80a1acny.xn--p1ai"],
  ["user@почта.рф", "user@xn--80a1acny.xn--p1ai"],
  [`${"x".repeat(64)}@example.com`, `${"x".repeat(64)}@example.com`],
])("%j is kept as %j", (text, email) => {
  expect(toEmail(text)).toBe(email);
});

test.each([
  "",
  "@",
  "ada",
  "ada@",
  "@mail.example",
  "ada@mail",
  "a b@mail.example",
  "ada@mail.example\n",
  "ada@mail.example, eve@mail.example",
  "käse@mail.example",
  "ada@exämple.de/x",
  "ada@exämple.de:80",
  "ada@exämple.de?x",
  "ada@eve@exämple.de#x",
  "ada@ä..de",
  "ada@ä",
  `${"x".repeat(65)}@example.com`,
  `ada@${"ä".repeat(64)}.de`,
])("%j is not an email", (text) => {
  expect(toEmail(text)).toBeNull();
});

test("a stored email satisfies the rule of email parameters", () => {
  expect(isEmail(toEmail("kaese@exämple.de") ?? "")).toBe(true);
});
