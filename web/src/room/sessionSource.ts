import { print } from "graphql";
import { pageAfter, pageBefore } from "../begin/sessionAhead";
import { ask } from "../graphql/ask";
import {
  FollowSessionDocument,
  type FollowSessionSubscription,
  MoreCommentsDocument,
  MoreDrawingsDocument,
  OpenSessionDocument,
} from "../graphql/generated";
import { socket } from "../graphql/socket";
import type { LogSource } from "./logFollower";

const FOLLOW = print(FollowSessionDocument);

/** A session's log as the server tells it. */
export function sessionSource(id: string): LogSource {
  return {
    open: async () => {
      const { me, reviewSession } = await ask(OpenSessionDocument, { id });
      return reviewSession && { ...reviewSession, viewer: me };
    },
    commentsAfter: async (cursor) =>
      (await ask(MoreCommentsDocument, pageAfter(id, cursor))).reviewSession?.comments ?? null,
    commentsBefore: async (cursor) =>
      (await ask(MoreCommentsDocument, pageBefore(id, cursor))).reviewSession?.comments ?? null,
    drawingsAfter: async (after) =>
      (await ask(MoreDrawingsDocument, { id, after })).reviewSession?.annotations ?? null,
    follow: (after, sink) => {
      // The socket sends these variables again after a lost link: read then, `after` is the last number held by then.
      const variables = {
        id,
        get after() {
          return after();
        },
      };
      let stopped = false;
      const stop = socket.subscribe<FollowSessionSubscription>(
        { query: FOLLOW, variables },
        {
          next: ({ data }) => (data ? sink.next(data.sessionEvents) : sink.ended()),
          error: () => sink.ended(),
          complete: () => {
            if (!stopped) sink.ended();
          },
        },
      );
      return () => {
        stopped = true;
        stop();
      };
    },
  };
}
