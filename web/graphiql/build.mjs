// Bundles GraphiQL and the editor's workers into server/static/graphiql, with nothing left to fetch from elsewhere.
import { build } from "esbuild";
import { copyFile, rm } from "node:fs/promises";

const outdir = new URL("../../server/static/graphiql/", import.meta.url).pathname;
const worker = (name) => `monaco-editor/esm/vs/${name}.worker.js`;

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    main: "main.jsx",
    "editor.worker": worker("editor/editor"),
    "json.worker": worker("language/json/json"),
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".ttf": "file", ".woff2": "file", ".woff": "file" },
  logLevel: "warning",
});
await copyFile("index.html", `${outdir}index.html`);
