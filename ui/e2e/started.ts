// The real server for tests: the pages are built, the program is built with them, and it
// serves the made-up company from a folder of its own. CAIRN_BIN names a program that is
// built already; CAIRN_URL one that runs: it is used as it is, and changed by the tests.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where Cairn is; empty where it could not be built because Go is not here. */
    cairn: string;
  }
}

const ui = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

const hasGo = (): boolean => {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** Builds the pages and the program into a folder; the program's path. */
function build(folder: string): string {
  const program = join(folder, process.platform === "win32" ? "cairn.exe" : "cairn");
  execFileSync(process.execPath, [join(ui, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "error"], {
    cwd: ui,
    stdio: "inherit",
    // Tests run under another name, which would build the slow React.
    env: { ...process.env, NODE_ENV: "production" },
  });
  execFileSync("go", ["build", "-o", program, "./cmd/cairn"], { cwd: root, stdio: "inherit" });
  return program;
}

/** Waits for the line that says where it is. */
function address(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = "";
    const hear = (piece: Buffer) => {
      said += String(piece);
      const found = /Cairn is at (http:\S+)/.exec(said)?.[1];
      if (found) done(found);
    };
    server.stdout?.on("data", hear);
    server.stderr?.on("data", hear);
    server.on("exit", (code) => fail(new Error(`cairn ended with ${code}: ${said}`)));
    server.on("error", fail);
  });
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.CAIRN_URL;
  if (running) {
    project.provide("cairn", running.replace(/\/$/, ""));
    return async () => {};
  }
  const built = process.env.CAIRN_BIN;
  if (built && !existsSync(built)) throw new Error(`CAIRN_BIN names ${resolve(built)}, and nothing is there.`);
  if (!built && !hasGo()) {
    process.stderr.write("Go is not here: the tests that need the server are skipped. CAIRN_BIN or CAIRN_URL may name one.\n");
    project.provide("cairn", "");
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), "cairn-e2e-"));
  const program = built ? resolve(built) : build(folder);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CAIRN_")));
  const server = spawn(program, ["serve", "--demo", "--data", join(folder, "data"), "--address", "127.0.0.1:0"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((done) => {
    server.once("exit", () => done());
    server.once("error", () => done());
  });
  // Whatever ends the tests ends the server; one that does not heed the first word is killed.
  const kill = () => void server.kill("SIGKILL");
  process.once("exit", kill);
  const end = async () => {
    const timer = setTimeout(kill, 5000);
    server.kill("SIGTERM");
    await ended;
    clearTimeout(timer);
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    project.provide("cairn", await address(server));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
