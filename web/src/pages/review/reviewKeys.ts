import { useTools } from "../../drawing/tools";
import type { FrameClock } from "../../player/FrameClock";
import type { KeyBinding } from "../../player/keys";
import type { SessionHead } from "../../room/log";
import { words } from "../../words/en";
import { MODES } from "./comparing";
import type { Lead, Shown } from "./useLead";
import { useReview } from "./useReview";

interface Deeds {
  player: FrameClock;
  shown: Shown;
  playlist: SessionHead["playlist"];
  lead: Lead;
  mayComment: boolean;
  onShow: (shown: Shown) => void;
  onArrange: (() => void) | null;
  undo: () => void;
  redo: () => void;
}

/** The id of the comment box, and of the list of notes: keys lead there. */
export const COMMENT_BOX = "review-comment-box";
export const NOTE_LIST = "review-notes";

function focus(id: string): void {
  document.getElementById(id)?.focus();
}

/** What follows `now` in a round of values; the last is followed by none. */
function nextComparing(
  { versionId, comparing }: Shown,
  playlist: SessionHead["playlist"],
): Shown["comparing"] {
  const other = comparing?.versionId ?? playlist.find(({ id }) => id !== versionId)?.id;
  const mode = MODES[comparing === null ? 0 : MODES.indexOf(comparing.mode) + 1];
  return other === undefined || mode === undefined ? null : { mode, versionId: other };
}

/** The keys of the review, which go before the player's own. */
export function useReviewKeys({
  player,
  shown,
  playlist,
  lead,
  mayComment,
  onShow,
  onArrange,
  undo,
  redo,
}: Deeds): KeyBinding[] {
  const review = useReview();
  const say = words.review.keys;
  const noteFrom = (direction: 1 | -1) => () => {
    const { asked } = player.getState();
    const starts = review.store
      .getState()
      .view.comments.filter(
        ({ on, deleted, replyTo }) => on.id === shown.versionId && !deleted && replyTo === null,
      )
      .map(({ at }) => at.start)
      .filter((start) => (direction > 0 ? start > asked : start < asked));
    if (starts.length > 0) player.seek(direction > 0 ? Math.min(...starts) : Math.max(...starts));
  };
  const versionFrom = (direction: 1 | -1) => () => {
    const to = playlist[playlist.findIndex(({ id }) => id === shown.versionId) + direction];
    if (to) onShow({ versionId: to.id, comparing: null });
  };
  const drawing: KeyBinding[] = [
    { keys: ["c"], label: say.note, run: () => focus(COMMENT_BOX) },
    {
      keys: ["d"],
      label: say.draw,
      run: () => useTools.getState().choose({ open: !useTools.getState().open }),
    },
    { keys: ["z"], label: say.undo, run: undo },
    { keys: ["Shift+z"], label: say.redo, run: redo },
  ];
  return [
    ...(mayComment ? drawing : []),
    { keys: ["n"], label: say.notes, run: () => focus(NOTE_LIST) },
    { keys: ["]"], label: say.nextNote, run: noteFrom(1) },
    { keys: ["["], label: say.previousNote, run: noteFrom(-1) },
    { keys: ["PageDown"], label: say.nextVersion, run: versionFrom(1) },
    { keys: ["PageUp"], label: say.previousVersion, run: versionFrom(-1) },
    {
      keys: ["v"],
      label: say.compare,
      run: () => onShow({ ...shown, comparing: nextComparing(shown, playlist) }),
    },
    ...(onArrange ? [{ keys: ["e"], label: say.playlist, run: onArrange }] : []),
    { keys: ["w"], label: say.follow, run: () => lead.setFollowing(!lead.following) },
    {
      keys: ["t"],
      label: say.lead,
      run: () => (lead.leading ? void review.room.handOver(null) : lead.take()),
    },
  ];
}
