// Compiles the relay app in the folder that is given: relay-compiler writes its artifacts, babel puts them into the code.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { transformSync } from "@babel/core";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const compiler = require("relay-compiler");
try {
  process.stdout.write(execFileSync(compiler, ["--noWatchman"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }));
} catch (error) {
  process.stderr.write(`${error.stdout}${error.stderr}`);
  process.exit(1);
}
for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const file = path.join(folder, name);
  const plugin = [require.resolve("babel-plugin-relay"), { eagerEsModules: false, schema: path.join(folder, "schema.graphql") }];
  const { code } = transformSync(readFileSync(file, "utf8"), { babelrc: false, configFile: false, plugins: [plugin] });
  writeFileSync(file, code);
}
