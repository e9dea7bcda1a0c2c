import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contract } from "./contract";

test("the generated types are those of the server's document", () => {
  const types = execFileSync("node_modules/.bin/openapi-typescript", ["../internal/api/testdata/openapi.json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(readFileSync("src/api/schema.d.ts", "utf8").trim() === types.trim(), "run npm run types").toBe(true);
}, 30_000);

test("what pages read is what the server sends", () => {
  expect(Object.values(contract).every((holds) => holds)).toBe(true); // the compiler has said so
});
