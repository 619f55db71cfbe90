import { useState } from "react";
import { say as sayAloud } from "../../design/toastStore";
import { ask, Unreachable } from "../../graphql/ask";
import { ArrangeSessionDocument } from "../../graphql/generated";
import { Coalesced } from "../../room/coalesced";
import type { SessionHead } from "../../room/log";
import { newId } from "../../room/outbox";
import { words } from "../../words/en";
import { useReview } from "./useReview";

export interface Arranging {
  /** The order that the others do not have yet; null once they have it. */
  wanted: readonly string[] | null;
  /** Make these versions the playlist of everyone in the room. */
  arrange: (versions: readonly string[]) => void;
}

interface Asked {
  versions: readonly string[];
  /** The session's version that has it; null before the server answered. */
  heldBy: number | null;
}

/**
 * Changes the playlist of the room. It shows at once, and goes back where the server will not have it. One order is sent after
 * the other, as each replaces what was there.
 */
export function useArrange(head: SessionHead): Arranging {
  const review = useReview();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [orders] = useState(() => {
    const settle = (versions: readonly string[], to: Asked | null) =>
      setAsked((now) => (now?.versions === versions ? to : now));
    return new Coalesced<readonly string[]>(async (versions) => {
      try {
        const { arrangeReviewSession } = await ask(ArrangeSessionDocument, {
          input: { sessionId: review.sessionId, versions: [...versions], clientMutationId: newId() },
        });
        const { reviewSession, problems } = arrangeReviewSession;
        review.heard({ head: reviewSession });
        settle(versions, reviewSession && { versions, heldBy: reviewSession.version });
        for (const { message } of problems) sayAloud(message, "error");
      } catch (error) {
        settle(versions, null);
        if (!(error instanceof Error)) throw error;
        sayAloud(error instanceof Unreachable ? words.app.unreachable : error.message, "error");
      }
    }, 0);
  });
  const isHeld = asked === null || (asked.heldBy !== null && head.version >= asked.heldBy);
  return {
    wanted: isHeld ? null : asked.versions,
    arrange: (versions) => {
      setAsked({ versions, heldBy: null });
      orders.give(versions);
    },
  };
}
