import { useCallback, useEffect, useRef, useState } from "react";
import type { FrameClock } from "../../player/FrameClock";
import type { View } from "../../player/stage";
import type { Playhead } from "../../room/playhead";
import type { Review, ReviewState } from "../../room/review";
import type { Move } from "../../room/roomFollower";
import type { Comparing } from "./comparing";
import { isDeed, told } from "./deeds";
import { Following } from "./following";

const KEEP_MS = 150;
const REPEAT_MS = 1000;
const REMEMBERED = 40;

/** What a page shows, as the room knows it. */
export interface Shown {
  versionId: string;
  comparing: Comparing | null;
}

export interface Lead {
  /** Whether this window goes where the leader goes. */
  following: boolean;
  setFollowing: (following: boolean) => void;
  /** Whether this window moves the play head for everyone. */
  leading: boolean;
  /** Show something by one's own hand: whoever leads brings the others along, whoever follows stops following. */
  showByHand: (shown: Shown) => void;
  /** Take control, and bring everyone to what is shown here. */
  take: () => void;
  /** What of the picture is seen; null for all of it. */
  view: View | null;
  /** Magnify and move by one's own hand: others see it where this window leads; who follows stops following. */
  look: (view: View | null) => void;
}

function sameMove(move: Move, head: Playhead): boolean {
  return (
    move.versionId === head.version.id &&
    move.frame === head.frame &&
    (move.playing ?? false) === head.playing &&
    (move.rate ?? 1) === head.rate
  );
}

/** Moves the room's play head with this window's player where one leads, and this window's player with the room's where one follows. */
export function useLead(
  review: Review,
  state: Pick<ReviewState, "room" | "me">,
  player: FrameClock | null,
  shown: Shown | null,
  mayLead: boolean,
  show: (shown: Shown) => void,
): Lead {
  const { room, me } = state;
  const [following, setFollowing] = useState(true);
  const [here, setHere] = useState(false);
  const [view, setView] = useState<View | null>(null);
  const sent = useRef<Move[]>([]);
  const applying = useRef(false);
  const driver = room?.driver?.id ?? null;
  const mine = driver !== null && driver === me?.id;
  const now = useRef({ following, here, driver, mine, mayLead, shown, view });
  now.current = { following, here, driver, mine, mayLead, shown, view };

  const head = room?.playhead ?? null;
  // The same person may lead from two windows: a head that was not sent from here was moved in the other.
  const headTime = useRef(head?.serverTime);
  useEffect(() => {
    if (head === null || head.serverTime === headTime.current) return;
    headTime.current = head.serverTime;
    if (now.current.mine && !sent.current.some((move) => sameMove(move, head))) setHere(false);
  }, [head]);

  const send = useRef<(clock: FrameClock) => void>(() => {});
  send.current = (clock) => {
    const { shown: what, view: seen } = now.current;
    if (what === null || me === null) return;
    const { playing, frame, asked, rate, loop } = clock.getState();
    const move: Move = {
      versionId: what.versionId,
      frame: playing ? frame : asked,
      playing,
      rate: playing ? rate : 1,
      loop,
      compareId: what.comparing?.versionId ?? null,
      comparison: what.comparing?.mode ?? null,
      view: seen,
    };
    sent.current = [...sent.current.slice(1 - REMEMBERED), move];
    review.room.move(move);
  };

  useEffect(() => {
    if (player === null) return;
    let before = told(player.getState());
    const stop = player.subscribe(() => {
      const after = told(player.getState());
      const did = !applying.current && isDeed(before, after, player.frames);
      const ended = before.playing && !after.playing;
      before = after;
      const is = now.current;
      if (did && is.driver !== null && !is.mine) setFollowing(false);
      else if (did && is.mayLead && (is.driver === null || is.mine)) {
        setHere(true);
        send.current(player);
      } else if (ended && is.mine && is.here) send.current(player);
    });
    const repeat = setInterval(() => {
      const is = now.current;
      if (is.mine && is.here && player.getState().playing) send.current(player);
    }, REPEAT_MS);
    return () => {
      stop();
      clearInterval(repeat);
    };
  }, [player]);

  // What is shown changed by one's own hand: others are told.
  const lastShown = useRef(shown);
  useEffect(() => {
    const before = lastShown.current;
    lastShown.current = shown;
    if (applying.current || player === null || before === null || shown === null) return;
    if (
      before.versionId === shown.versionId &&
      before.comparing?.mode === shown.comparing?.mode &&
      before.comparing?.versionId === shown.comparing?.versionId
    )
      return;
    const is = now.current;
    if (!isAsHead(shown, head) && is.mayLead && (is.driver === null || is.mine)) send.current(player);
  }, [shown, player, head]);

  const follows = following && head !== null && driver !== null && !(mine && here);
  useEffect(() => {
    if (!follows || head === null || shown === null || player === null) return;
    if (!isAsHead(shown, head)) {
      show({ versionId: head.version.id, comparing: comparingOf(head) });
      return;
    }
    const keeper = new Following(player, review.clock);
    const keep = () => {
      applying.current = true;
      keeper.keep(head);
      applying.current = false;
    };
    setView(viewOf(head));
    keep();
    if (!head.playing) return;
    const timer = setInterval(keep, KEEP_MS);
    return () => clearInterval(timer);
  }, [follows, head, shown, player, review, show]);

  const showByHand = useCallback(
    (to: Shown) => {
      const is = now.current;
      if (is.driver !== null && !is.mine) setFollowing(false);
      else if (is.mayLead) setHere(true);
      show(to);
    },
    [show],
  );
  const look = useCallback(
    (to: View | null) => {
      const is = now.current;
      now.current = { ...is, view: to };
      setView(to);
      if (is.driver !== null && !is.mine) setFollowing(false);
      else if (is.mine && is.here && player !== null) send.current(player);
    },
    [player],
  );
  const take = () => {
    void review.room.takeControl().then((took) => {
      if (!took || player === null) return;
      setHere(true);
      send.current(player);
    });
  };
  return { following, setFollowing, leading: mine && here, take, showByHand, view, look };
}

function comparingOf(head: Playhead): Comparing | null {
  return head.comparison !== null && head.comparedWith !== null
    ? { mode: head.comparison, versionId: head.comparedWith.id }
    : null;
}

/** What of the picture the leader sees; null for all of it. */
function viewOf({ view: { zoom, x, y } }: Playhead): View | null {
  return zoom > 1 ? { zoom, x, y } : null;
}

function isAsHead(shown: Shown, head: Playhead | null): boolean {
  if (head === null || shown.versionId !== head.version.id) return false;
  const compared = comparingOf(head);
  return shown.comparing?.mode === compared?.mode && shown.comparing?.versionId === compared?.versionId;
}
