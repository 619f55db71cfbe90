import { ask } from "../graphql/ask";
import {
  ArrangeSessionDocument,
  type ArrangeSessionMutation,
  PlaylistNowDocument,
} from "../graphql/generated";
import { words } from "../words/en";
import type { SessionHead } from "./log";
import type { PlaylistOrder } from "./noteStore";
import type { Receipt } from "./outbox";

type Answer = ArrangeSessionMutation["arrangeReviewSession"];

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, place) => id === other[place]);
}

/**
 * Make an order the playlist of the room. Where somebody made another one since its author looked, it is not sent: the author
 * says which stays.
 */
export async function sendOrder(
  { sessionId, versions, before }: PlaylistOrder,
  clientMutationId: string,
  heard: (head: SessionHead) => void,
  receiptOf: (answer: { seq: null; problems: Answer["problems"] }) => Receipt,
): Promise<Receipt> {
  if (before !== null) {
    const { reviewSession } = await ask(PlaylistNowDocument, { id: sessionId });
    const now = reviewSession?.playlist.map(({ id }) => id) ?? [];
    if (!isSame(now, before) && !isSame(now, versions))
      return { seq: null, refusal: words.review.playlist.changed };
  }
  const { arrangeReviewSession } = await ask(ArrangeSessionDocument, {
    input: { sessionId, versions: [...versions], clientMutationId },
  });
  const { reviewSession, problems } = arrangeReviewSession;
  if (reviewSession) heard(reviewSession);
  return receiptOf({ seq: null, problems });
}
