import { cacheExchange, type KeyingConfig } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { Client, type Exchange, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { signInAgain } from "../app/session";
import { fetchOrTake } from "../begin/ahead";
import { answerHeaders, pageHeaders } from "../begin/headers";
import { embeddedTypes } from "./embedded";
import { socket } from "./socket";
import { updates } from "./updates";

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
  fetch: fetchOrTake,
  fetchOptions: { headers: { ...pageHeaders, ...answerHeaders } },
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
