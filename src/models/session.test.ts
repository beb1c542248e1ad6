import { expect, test } from "vitest";
import { session, sessionList, type SessionRow } from "./session.ts";
import { parseVersion } from "./version.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const row: SessionRow = {
  id: "s1",
  createdAt: at,
  updatedAt: at + 1,
  userId: "ann",
  expire: at + 2,
  provider: "email",
  providerUid: "ann@example.com",
  place: {
    ip: "198.51.100.7",
    osCode: "WIN",
    osName: "Windows",
    osVersion: "10",
    clientType: "browser",
    clientCode: "CH",
    clientName: "Chrome",
    clientVersion: "70.0",
    clientEngine: "Blink",
    clientEngineVersion: "70.0.3538.77",
    deviceName: "desktop",
    deviceBrand: "Apple",
    deviceModel: "Mac",
    countryCode: "de",
    countryName: "Germany",
  },
  current: true,
  factors: ["password"],
  secret: "eyJ9",
  mfaUpdatedAt: null,
  provided: null,
};

const rendered =
  '{"$id":"s1","$createdAt":"2026-01-02T03:04:05.678+00:00","$updatedAt":"2026-01-02T03:04:05.679+00:00",' +
  '"userId":"ann","expire":"2026-01-02T03:04:05.680+00:00","provider":"email","providerUid":"ann@example.com",' +
  '"providerAccessToken":"","providerAccessTokenExpiry":"","providerRefreshToken":"","ip":"198.51.100.7",' +
  '"osCode":"WIN","osName":"Windows","osVersion":"10","clientType":"browser","clientCode":"CH","clientName":"Chrome",' +
  '"clientVersion":"70.0","clientEngine":"Blink","clientEngineVersion":"70.0.3538.77","deviceName":"desktop",' +
  '"deviceBrand":"Apple","deviceModel":"Mac","countryCode":"de","countryName":"Germany","current":true,' +
  '"factors":["password"],"secret":"eyJ9","mfaUpdatedAt":""}';

test("a session shows every field, in the order of the specification", () => {
  expect(JSON.stringify(session.render(row, undefined))).toBe(rendered);
});

test("a session shows when a second factor was given", () => {
  expect(session.render({ ...row, mfaUpdatedAt: at }, undefined)).toMatchObject({
    mfaUpdatedAt: "2026-01-02T03:04:05.678+00:00",
  });
});

test("a session shows nothing that is not listed", () => {
  const more = { ...row, digest: "hidden", seq: 7, place: { ...row.place, userAgent: "hidden" } };
  expect(JSON.stringify(session.render(more, undefined))).toBe(rendered);
});

test("a session has no factors and no secret in formats older than these fields", () => {
  const { factors: _factors, secret: _secret, ...old } = JSON.parse(rendered) as Record<string, unknown>;
  expect(session.render(row, parseVersion("1.4.0"))).toEqual(old);
});

test("a list of sessions has the total, then the sessions", () => {
  expect(JSON.stringify(sessionList.render({ total: 7, rows: [row] }, undefined))).toBe(
    `{"total":7,"sessions":[${rendered}]}`,
  );
});
