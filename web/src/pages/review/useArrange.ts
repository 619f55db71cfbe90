import { useState } from "react";
import { wantedOrder } from "../../room/waiting";
import { useReview, useReviewState } from "./useReview";

export interface Arranging {
  /** The order that the others do not have yet; null once they have it. */
  wanted: readonly string[] | null;
  /** Make these versions the playlist of everyone in the room. */
  arrange: (versions: readonly string[]) => void;
}

/**
 * Changes the playlist of the room. It shows at once, waits for a lost link as notes do, and goes back where the server will not
 * have it.
 */
export function useArrange(): Arranging {
  const review = useReview();
  const waiting = useReviewState((state) => wantedOrder(state.notes));
  /** What was ordered just now, until the browser keeps it. */
  const [ordered, setOrdered] = useState<readonly string[] | null>(null);
  const wanted = ordered ?? waiting;
  return {
    wanted,
    arrange: (versions) => {
      const { head } = review.store.getState().view;
      const before = wanted ?? head?.playlist.map(({ id }) => id) ?? null;
      setOrdered(versions);
      void review
        .add({ kind: "arrange", input: { sessionId: review.sessionId, versions, before } })
        .finally(() => setOrdered((now) => (now === versions ? null : now)));
    },
  };
}
