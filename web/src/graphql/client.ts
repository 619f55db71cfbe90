import { cacheExchange, type KeyingConfig } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { Client, type Exchange, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { signInAgain } from "../app/session";
import { embeddedTypes } from "./embedded";
import { socket } from "./socket";
import { updates } from "./updates";

/** Other sites cannot set this header: it shows that a page of ours asks (the server wants it beside the cookie). */
export const pageHeaders = { "X-Reelgraph-CSRF": "1" };

const keys: KeyingConfig = Object.fromEntries(embeddedTypes.map((name) => [name, () => null]));

const endedSession: Exchange = mapExchange({
  onError(error) {
    if (error.response?.status === 401) signInAgain();
  },
});

/** The one GraphQL client of the page: normalised cache, HTTP for asking and changing, a socket for following. */
export const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  fetchOptions: {
    headers: { ...pageHeaders, Accept: "application/graphql-response+json, application/json;q=0.9" },
  },
  exchanges: [
    cacheExchange({
      keys,
      updates,
      resolvers: {
        Project: { assets: relayPagination(), reviewSessions: relayPagination() },
        Version: { shots: relayPagination(), tracks: relayPagination() },
        Query: { projects: relayPagination() },
      },
    }),
    endedSession,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription({ query, variables }) {
        return {
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query: query ?? "", variables: variables ?? {} },
              {
                next: ({ data, errors, extensions }) =>
                  sink.next({
                    data: data ?? null,
                    ...(errors && { errors }),
                    ...(extensions ? { extensions: extensions as Record<string, unknown> } : {}),
                  }),
                error: (error) => sink.error(error),
                complete: () => sink.complete(),
              },
            ),
          }),
        };
      },
    }),
  ],
});
