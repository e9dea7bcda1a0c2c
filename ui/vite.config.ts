import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const dist = fileURLToPath(new URL("./dist", import.meta.url));

// dist/placeholder.html is committed so that `go build` works without Node; Vite's
// own emptying of the folder would delete it, so everything else is removed here.
const clean = {
  name: "clean-dist",
  apply: "build" as const,
  buildStart() {
    for (const name of readdirSync(dist)) {
      if (name !== "placeholder.html") rmSync(`${dist}/${name}`, { recursive: true });
    }
  },
};

// The browsers that know light-dark() and nesting: Chrome 123, Firefox 121, Safari 17.5.
const browsers = ["chrome123", "firefox121", "safari17.5"];

export default defineConfig({
  plugins: [react(), clean],
  base: "/",
  build: {
    outDir: dist,
    emptyOutDir: false,
    target: browsers,
    cssTarget: browsers,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/sign-in", "/sign-out"].map((path) => [path, process.env.CAIRN_URL ?? "http://127.0.0.1:8080"]),
    ),
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.ts"],
    restoreMocks: true,
  },
});
