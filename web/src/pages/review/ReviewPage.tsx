import { useTitle } from "../../app/useTitle";
import { Loading } from "../../design/Loading";
import { Toasts } from "../../design/Toasts";
import { words } from "../../words/en";
import { Missing } from "./Missing";
import { ReviewRoom } from "./ReviewRoom";
import { ReviewContext, useOpenReview, useReviewState } from "./useReview";

/** `/review/{sessionId}`: a review fills the window. */
export default function ReviewPage({ sessionId }: { sessionId: string }) {
  const review = useOpenReview(sessionId);
  if (review === null) return <Loading page label={words.review.opening} />;
  return (
    <ReviewContext value={review}>
      <Opened />
      <Toasts />
    </ReviewContext>
  );
}

function Opened() {
  const phase = useReviewState((state) => state.phase);
  const failure = useReviewState((state) => state.failure);
  const head = useReviewState((state) => state.view.head);
  const project = useReviewState((state) => state.project);
  const say = words.review;
  useTitle(head ? say.title(head.name) : say.opening);
  if (phase === "missing") return <Missing failure={null} />;
  if (phase === "failed") return <Missing failure={failure} />;
  if (phase === "opening" || head === null || project === null) return <Loading page label={say.opening} />;
  return <ReviewRoom head={head} project={project} />;
}
