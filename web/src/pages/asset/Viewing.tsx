import { BoxSelect } from "lucide-react";
import { useMemo, useState } from "react";
import { IconButton } from "../../design/Button";
import { Notice } from "../../design/Notice";
import type { KeyBinding } from "../../player/keys";
import { Player } from "../../player/Player";
import { playbackOf } from "../../player/playback";
import type { AnyLane, Bar } from "../../player/timeline/lane";
import { Timeline } from "../../player/timeline/Timeline";
import { usePeaks } from "../../player/usePeaks";
import { usePlayer, usePlayerState } from "../../player/usePlayer";
import { words } from "../../words/en";
import type { AssetOnPage } from "./AssetHead";
import styles from "./AssetPage.module.css";
import { Boxes } from "./Boxes";
import { CommentsPanel } from "./CommentsPanel";
import { FactsPanel } from "./FactsPanel";
import { lanesOf } from "./lanes";
import { SeenPanel } from "./SeenPanel";
import { ShotPanel } from "./ShotPanel";
import { ShotStrip } from "./ShotStrip";
import { SidePanel } from "./SidePanel";
import { useFrameInAddress } from "./useFrameInAddress";
import { shotAt, useKnown } from "./useKnown";
import { useSaid } from "./useSaid";
import type { VersionOnPage } from "./VersionView";

interface ViewingProps {
  asset: AssetOnPage;
  version: VersionOnPage;
  firstFrame: number;
}

/** The picture with all that is known of it: boxes over it, lanes and shots below, words beside. */
export function Viewing({ asset, version, firstFrame }: ViewingProps) {
  const playback = useMemo(() => playbackOf(version), [version]);
  const player = usePlayer(playback, firstFrame);
  const [changes, setChanges] = useState(0);
  const said = useSaid(asset.project.id);
  const known = useKnown(version.id, `${version.analysis.status} ${changes}`, said);
  const { shots, tracks, comments } = known;
  const peaks = usePeaks(playback.waveformUrl);
  const lanes = useMemo(() => lanesOf(known, playback, peaks), [known, playback, peaks]);
  const shotId = usePlayerState(player, ({ frame }) => shotAt(shots.items, frame)?.id ?? null);
  const shot = shots.items.find(({ id }) => id === shotId) ?? null;
  const [boxes, setBoxes] = useState(true);
  const [track, setTrack] = useState<string | null>(null);
  const [comment, setComment] = useState<string | null>(null);
  const marked = useMemo(
    () => new Set([shotId, track, comment].filter((id) => id !== null)),
    [shotId, track, comment],
  );
  useFrameInAddress(player);
  const cut = [shots, tracks, comments].find(({ whole, loading }) => !whole && !loading);
  const unsaid = cut ? (cut.problem ?? words.asset.partly(cut.items.length)) : null;

  const say = words.asset;
  const mayJudge = asset.project.myRole !== "VIEWER";
  const mayName = ["SUPERVISOR", "ADMIN"].includes(asset.project.myRole);
  const toShot = (by: number) => {
    const place = shot ? shots.items.indexOf(shot) : 0;
    const next = shots.items[Math.min(Math.max(0, place + by), shots.items.length - 1)];
    if (next) player.seek(next.range.start);
  };
  const keys: KeyBinding[] = [
    { keys: ["["], label: say.previousShot, run: () => toShot(-1) },
    { keys: ["]"], label: say.nextShot, run: () => toShot(1) },
    { keys: ["b"], label: say.toggleBoxes, run: () => setBoxes(!boxes) },
  ];
  const pick = (lane: AnyLane, bar: Bar) => {
    if (lane.kind === "pins") setComment(bar.id);
    else setTrack(bar.id);
    player.seek(bar.start);
  };
  const sides = [
    {
      id: "shot",
      name: say.thisShot,
      show: () => (
        <ShotPanel
          player={player}
          shot={shot}
          shots={shots.items.length}
          mayJudge={mayJudge}
          marked={track}
          onMark={setTrack}
        />
      ),
    },
    {
      id: "seen",
      name: say.people,
      show: () => (
        <SeenPanel
          player={player}
          project={asset.project.id}
          tracks={tracks.items}
          mayName={mayName}
          onChanged={() => setChanges(changes + 1)}
        />
      ),
    },
    {
      id: "comments",
      name: say.comments,
      count: comments.items.length,
      show: () => (
        <CommentsPanel player={player} comments={comments.items} marked={comment} onMark={setComment} />
      ),
    },
    { id: "about", name: say.about, show: () => <FactsPanel version={version} tags={asset.tags} /> },
  ];
  const hasPicture = playback.size !== null && (playback.proxyUrl !== null || playback.kind === "IMAGE");
  return (
    <div className={styles.body}>
      <div className={styles.view}>
        <div className={styles.screen}>
          <Player
            player={player}
            keys={keys}
            overlay={() => <Boxes player={player} shot={shot} on={boxes} marked={track} />}
            buttons={
              hasPicture && (
                <IconButton
                  label={boxes ? say.boxesOff : say.boxes}
                  icon={BoxSelect}
                  pressed={boxes}
                  onClick={() => setBoxes(!boxes)}
                />
              )
            }
          />
        </div>
        {unsaid !== null && <Notice kind={cut?.problem ? "error" : "info"} title={unsaid} />}
        {playback.proxyUrl !== null && lanes.length > 0 && (
          <Timeline player={player} lanes={lanes} marked={marked} onPick={pick} />
        )}
        {shots.items.length > 1 && <ShotStrip player={player} shots={shots.items} current={shot} />}
      </div>
      <SidePanel label={say.panel} sides={sides} />
    </div>
  );
}
