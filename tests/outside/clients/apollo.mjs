// Apollo Client: one whole scenario.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import * as documents from "./documents.mjs";
import { CLIP, GRAPHQL, NEW_KEY, PROJECT_KEY, authorization, report, socketClient, until, watchThroughACut } from "./wire.mjs";

const socket = socketClient();
const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: GRAPHQL, headers: { authorization } }),
  ),
  cache: new InMemoryCache({
    typePolicies: { Project: { fields: { assets: relayStylePagination(["orderBy", "filter"]) } } },
  }),
});

const { data: me } = await client.query({ query: gql(documents.ME) });
const create = gql(documents.CREATE_PROJECT);
const refused = await client.mutate({ mutation: create, variables: { input: documents.WRONG_KEY } });
const made = await client.mutate({ mutation: create, variables: { input: { key: NEW_KEY, name: "Apollo" } } });

const variables = { key: PROJECT_KEY, first: 7 };
const assets = client.watchQuery({ query: gql(documents.ASSETS), variables });
let shown;
assets.subscribe(({ data }) => (shown = data));
await until(() => shown, "the first page");
const edges = () => shown.project.assets.edges;
let pages = 1;
while (shown.project.assets.pageInfo.hasNextPage) {
  const known = edges().length;
  await assets.fetchMore({ variables: { after: shown.project.assets.pageInfo.endCursor } });
  await until(() => edges().length > known, "the next page");
  pages += 1;
}
const names = edges().map(({ node }) => node.name);

const events = [];
client
  .subscribe({ query: gql(documents.PROGRESS), variables: { version: CLIP } })
  .subscribe({ next: ({ data }) => events.push(data.analysisProgress) });
const watched = await watchThroughACut(socket, events, async () => {
  const { data } = await client.mutate({
    mutation: gql(documents.ANALYZE),
    variables: { input: documents.RUN_SHOTS(CLIP) },
  });
  return data.analyze;
});

report({ me: me.me, refused: refused.data.createProject, made: made.data.createProject, pages, names, watched });
