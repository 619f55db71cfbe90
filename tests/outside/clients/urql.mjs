// urql with graphql-ws: one whole scenario.
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import * as documents from "./documents.mjs";
import { CLIP, GRAPHQL, NEW_KEY, PROJECT_KEY, authorization, report, socketClient, watchThroughACut } from "./wire.mjs";

const socket = socketClient();
const client = new Client({
  url: GRAPHQL,
  preferGetMethod: false,
  fetchOptions: { headers: { authorization } },
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});

async function ask(kind, document, variables) {
  const { data, error } = await client[kind](document, variables).toPromise();
  if (error) throw error;
  return data;
}

const { me } = await ask("query", documents.ME, {});
const refused = await ask("mutation", documents.CREATE_PROJECT, { input: documents.WRONG_KEY });
const made = await ask("mutation", documents.CREATE_PROJECT, { input: { key: NEW_KEY, name: "Urql" } });

const names = [];
let [pages, after] = [0, null];
do {
  const { project } = await ask("query", documents.ASSETS, { key: PROJECT_KEY, first: 7, after });
  names.push(...project.assets.edges.map(({ node }) => node.name));
  after = project.assets.pageInfo.hasNextPage ? project.assets.pageInfo.endCursor : null;
  pages += 1;
} while (after);

const events = [];
client
  .subscription(documents.PROGRESS, { version: CLIP })
  .subscribe(({ data }) => data && events.push(data.analysisProgress));
const watched = await watchThroughACut(socket, events, async () => {
  const { analyze } = await ask("mutation", documents.ANALYZE, { input: documents.RUN_SHOTS(CLIP) });
  return analyze;
});

report({ me, refused: refused.createProject, made: made.createProject, pages, names, watched });
