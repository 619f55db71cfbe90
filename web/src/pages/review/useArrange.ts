import { useState } from "react";
import { say as sayAloud } from "../../design/toastStore";
import { ask, Unreachable } from "../../graphql/ask";
import { ArrangeSessionDocument } from "../../graphql/generated";
import { newId } from "../../room/outbox";
import { words } from "../../words/en";
import { useReview } from "./useReview";

export interface Arranging {
  /** The order that is on its way to the others; null once they have it. */
  wanted: readonly string[] | null;
  /** Make these versions the playlist of everyone in the room. */
  arrange: (versions: readonly string[]) => void;
}

/** Changes the playlist of the room. It shows at once, and goes back where the server will not have it. */
export function useArrange(): Arranging {
  const review = useReview();
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const arrange = async (versions: readonly string[]) => {
    setWanted(versions);
    try {
      const { arrangeReviewSession } = await ask(ArrangeSessionDocument, {
        input: { sessionId: review.sessionId, versions: [...versions], clientMutationId: newId() },
      });
      review.heard({ head: arrangeReviewSession.reviewSession });
      for (const { message } of arrangeReviewSession.problems) sayAloud(message, "error");
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      sayAloud(error instanceof Unreachable ? words.app.unreachable : error.message, "error");
    } finally {
      setWanted((now) => (now === versions ? null : now));
    }
  };
  return { wanted, arrange: (versions) => void arrange(versions) };
}
