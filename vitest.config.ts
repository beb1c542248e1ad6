import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
export default defineConfig({
  test: { projects: [
    { plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })], test: { name: "workers", include: ["test/**/*.test.ts"], exclude: ["test/sdk/**"] } },
    { test: { name: "sdk", include: ["test/sdk/**/*.test.ts"] } },
  ] },
});
