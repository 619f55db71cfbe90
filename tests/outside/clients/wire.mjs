// What the clients' scenarios share: where the server is, a way to cut its sockets, and waiting with a deadline.
import net from "node:net";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

export const { ADDRESS, TOKEN, PROJECT_KEY, CLIP, NEW_KEY, CUTTING_ADDRESS, CUTTER_PORT } = process.env;
export const authorization = `Bearer ${TOKEN}`;
export const GRAPHQL = `${ADDRESS}/graphql`;

// A graphql-ws client that goes through the proxy which `cut` cuts; `connections` counts how often it was let in.
export function socketClient() {
  const client = createClient({
    url: `${CUTTING_ADDRESS.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 50,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
    shouldRetry: () => true,
  });
  client.connections = 0;
  client.on("connected", () => (client.connections += 1));
  return client;
}

// Cuts every connection through the proxy, as a network does.
export function cut() {
  return new Promise((resolve, reject) => {
    const knock = net.connect(Number(CUTTER_PORT), "127.0.0.1");
    knock.on("data", () => {});
    knock.on("close", resolve);
    knock.on("error", reject);
  });
}

export async function until(fact, what, tick = () => new Promise((resolve) => setTimeout(resolve, 20))) {
  const deadline = Date.now() + 60_000;
  while (!fact()) {
    if (Date.now() > deadline) throw new Error(`not within 60 s: ${what}`);
    await tick();
  }
}

// The part of every scenario that is about subscriptions: hear where it is, be cut, hear again, start a run, hear it end.
// `events` fills with what the subscription says; `analyze` starts a run and returns the mutation's payload.
export async function watchThroughACut(client, events, analyze, tick) {
  await until(() => client.connections === 1 && events.length >= 1, "the subscription's first event", tick);
  const heard = events.length;
  await cut();
  await until(() => client.connections === 2, "a connection after the cut", tick);
  await until(() => events.length > heard, "an event after the cut", tick);
  const started = await analyze();
  const ended = () => events.filter(({ run, stage }) => run.id === started.run.id && stage === "ended");
  await until(() => ended().length > 0, "the end of the run", tick);
  return { connections: client.connections, problems: started.problems, status: ended()[0].run.status };
}

export function report(facts) {
  console.log(JSON.stringify(facts));
  process.exit(0);
}
