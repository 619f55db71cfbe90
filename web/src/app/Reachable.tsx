import { type ReactNode, useEffect } from "react";
import { rememberInvited, seemsInvited } from "../begin/invited";
import { Loading } from "../design/Loading";
import { InvitedOnly } from "./InvitedOnly";
import { useViewer } from "./useViewer";

/** A page, or for a guest of one review where that is: nothing of the page would be shown to them. */
export function Reachable({ children }: { children: ReactNode }) {
  const viewer = useViewer();
  const review = viewer?.reviewSession;
  useEffect(() => {
    if (viewer) rememberInvited(Boolean(viewer.reviewSession));
  }, [viewer]);
  if (review) return <InvitedOnly review={review} />;
  if (!viewer && seemsInvited()) return <Loading page />;
  return children;
}
