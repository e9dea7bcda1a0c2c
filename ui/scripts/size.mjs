// Measures what the first page loads, and fails where it is more than 180 KB.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budget = 180;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const gz = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;

/** The scripts that an entry loads before it can run. */
function scripts(key, found = new Set()) {
  const chunk = manifest[key];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const other of chunk.imports ?? []) scripts(other, found);
  return found;
}

const shell = scripts("index.html");
const pages = Object.keys(manifest).filter((key) => !key.startsWith("src/parts/") && /^src\/[^/]+\/(page|list)\.tsx$/.test(key));
const rows = [["shell", shell], ...pages.map((key) => [key.slice(4), scripts(key, new Set(shell))])];
let over = false;
for (const [name, files] of rows) {
  const size = [...files].filter((file) => existsSync(new URL(file, dist))).reduce((sum, file) => sum + gz(file), 0);
  if (size > budget) over = true;
  console.log(`${name.padEnd(24)} ${size.toFixed(1).padStart(7)} KB gzip${size > budget ? `, more than ${budget}` : ""}`);
}
if (over) process.exit(1);
