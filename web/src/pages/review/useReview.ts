import { createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import { Review, type ReviewState } from "../../room/review";

/** Under which a person's own name for rooms is kept in the browser. */
const NAME_KEY = "reelgraph-room-name";

export function keptName(): string | null {
  return window.localStorage.getItem(NAME_KEY);
}

export function keepName(name: string): void {
  window.localStorage.setItem(NAME_KEY, name);
}

/** An open review for as long as the page shows it; one leaves the room with the page. */
export function useOpenReview(sessionId: string): Review | null {
  const [review, setReview] = useState<Review | null>(null);
  useEffect(() => {
    let open: Review | null = null;
    const enter = () => {
      open = new Review(sessionId);
      open.start(keptName());
      setReview(open);
    };
    const leave = () => {
      open?.stop();
      open = null;
    };
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) enter();
    };
    enter();
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", back);
      leave();
    };
  }, [sessionId]);
  return review;
}

export const ReviewContext = createContext<Review | null>(null);

/** The review that the page shows. */
export function useReview(): Review {
  const review = useContext(ReviewContext);
  if (review === null) throw new Error("There is no open review around this.");
  return review;
}

/** One thing of the review's state; renders again when it changes. */
export function useReviewState<T>(select: (state: ReviewState) => T): T {
  return useStore(useReview().store, select);
}
