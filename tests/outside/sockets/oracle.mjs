// The reference server of graphql-transport-ws, npm graphql-ws, over our printed schema: prints its port and serves until
// its standard input ends. INIT_MS is the time a client has to begin; a token other than "good" is forbidden.
import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

const sdl = readFileSync(new URL("../../../schema/schema.graphql", import.meta.url), "utf8");
const name = () => ({ id: "1", name: "ana" });

async function* analysisProgress({ runId }) {
  if (runId === "none") throw new Error("there is no such run");
  yield { analysisProgress: { stage: "waiting", done: 0, total: 0 } };
  await new Promise(() => {}); // nothing more happens to it
}

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/graphql", maxPayload: 1 << 20 });
useServer(
  {
    schema: buildSchema(sdl),
    roots: {
      query: {
        me: name,
        analysisRun: () => {
          throw new Error("that is no id");
        },
      },
      mutation: {
        cancelRun: () => {
          throw new Error("that is no id");
        },
      },
      subscription: { analysisProgress },
    },
    connectionInitWaitTimeout: Number(process.env.INIT_MS),
    onConnect: ({ connectionParams }) => connectionParams?.authorization === "Bearer good",
  },
  server,
);
console.error = () => {};
server.on("listening", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
