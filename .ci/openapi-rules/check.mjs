// Shows that the rules of .spectral.yaml work: good.json breaks none; bad.json and empty.json break each of them, at
// the places that bad.expected names. Use: node check.mjs <the program spectral> [--write]
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const ruleset = join(here, "..", "..", ".spectral.yaml");
const [spectral, write] = process.argv.slice(2);

/** What a document breaks, as sorted lines of rule and place. */
function broken(document) {
  const run = spawnSync(spectral, ["lint", "--quiet", "-f", "json", "-r", ruleset, join(here, document)], {
    encoding: "utf8",
  });
  if (run.error || ![0, 1].includes(run.status)) {
    throw new Error(`spectral: ${run.error ?? run.stderr}${run.stdout}`);
  }
  return JSON.parse(run.stdout).map(({ code, path }) => `${document}  ${code}  ${path.join(" ")}`.trimEnd()).sort();
}

const complaints = broken("good.json").map((line) => `should not be: ${line}`);

const found = [...broken("bad.json"), ...broken("empty.json")];
const list = join(here, "bad.expected");
if (write === "--write") writeFileSync(list, found.join("\n") + "\n");
const expected = readFileSync(list, "utf8").trimEnd().split("\n");
complaints.push(...expected.filter((line) => !found.includes(line)).map((line) => `should be found: ${line}`));
complaints.push(...found.filter((line) => !expected.includes(line)).map((line) => `should not be found: ${line}`));

const rules = [...readFileSync(ruleset, "utf8").split(/^rules:$/m)[1].matchAll(/^ {2}([^\s#][^:]*):/gm)].map(([, rule]) => rule);
const fired = new Set(found.map((line) => line.split("  ")[1]));
complaints.push(...rules.filter((rule) => !fired.has(rule)).map((rule) => `no example shows that ${rule} fires`));

complaints.forEach((complaint) => console.error(complaint));
if (complaints.length > 0) process.exit(1);
console.log(`all ${rules.length} rules of .spectral.yaml fire on the bad examples, at ${found.length} places, and none on the good one`);
