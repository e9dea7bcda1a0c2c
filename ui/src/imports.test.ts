// The pages are layered: neither a file nor a folder leads back to itself by what it
// imports, types counted.
import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./**/*.{test,d}.*"], { query: "?raw", import: "default", eager: true });
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The files that a text imports, as paths beside those of `sources`; types count as well. */
export function importsOf(file: string, text: string, has: (path: string) => boolean): string[] {
  const found = text.matchAll(/^(?:import|export)\b(?:[^;"']*?\bfrom)?\s*"(\.[^"]+)"/gm);
  return [...found].flatMap(([, to]) => {
    const path = `.${new URL(to!, `file:///${file.slice(2)}`).pathname}`;
    return [path, `${path}.ts`, `${path}.tsx`].find(has) ?? [];
  });
}

/** A circle of a graph, or undefined where there is none. */
export function circleOf(graph: Graph): string[] | undefined {
  const done = new Set<string>();
  const walk = (at: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (done.has(at)) return undefined;
    for (const to of graph.get(at) ?? []) {
      const circle = walk(to, [...way, at]);
      if (circle) return circle;
    }
    done.add(at);
    return undefined;
  };
  for (const at of graph.keys()) {
    const circle = walk(at, []);
    if (circle) return circle;
  }
  return undefined;
}

const folderOf = (file: string) => file.split("/").slice(1, -1)[0] ?? "";

function foldersOf(files: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, all] of files) {
    const from = folderOf(file);
    const to = folders.get(from) ?? new Set();
    for (const one of all) if (folderOf(one) !== from) to.add(folderOf(one));
    folders.set(from, to);
  }
  return folders;
}

const files: Graph = new Map(Object.entries(sources).map(([file, text]) => [file, new Set(importsOf(file, text, (path) => path in sources))]));

describe("what imports what", () => {
  it("is read from the lines of a file", () => {
    const has = (path: string) => ["./parts/a.ts", "./deal/b.tsx", "./deal/c.ts", "./deal/d.ts"].includes(path);
    const text = 'import { a } from "../parts/a";\nimport type {\n  B,\n} from "./b";\nimport "./b.css";\nexport { c } from "./c";\nconst d = () => import("./d");\nimport react from "react";\n';
    expect(importsOf("./deal/x.tsx", text, has)).toEqual(["./parts/a.ts", "./deal/b.tsx", "./deal/c.ts"]);
  });
  it("is a circle where it leads back", () => {
    const of = (all: Record<string, string[]>) => circleOf(new Map(Object.entries(all).map(([at, to]) => [at, new Set(to)])));
    expect(of({ a: ["b", "c"], b: ["c"], c: [] })).toBeUndefined();
    expect(of({ a: ["b"], b: ["c"], c: ["b"] })).toEqual(["b", "c", "b"]);
    expect(of({ a: ["a"] })).toEqual(["a", "a"]);
  });
  it("is known of every file", () => {
    expect(files.size).toBeGreaterThan(150);
    expect(files.get("./deal/page.tsx")).toContain("./deal/view.tsx");
  });
  it("has no circle of files", () => expect(circleOf(files)).toBeUndefined());
  it("has no circle of folders", () => expect(circleOf(foldersOf(files))).toBeUndefined());
});
