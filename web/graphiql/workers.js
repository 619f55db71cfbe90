// The editor checks documents in workers of its own, which build.mjs puts beside this script.
const SCRIPTS = { json: "json.worker.js", graphql: "graphql.worker.js" };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(new URL(SCRIPTS[label] ?? "editor.worker.js", import.meta.url), { type: "module" }),
};
