import { Brush, Gavel } from "lucide-react";
import { useEffect, useMemo } from "react";
import { Badge } from "../../design/Badge";
import { Button, IconButton } from "../../design/Button";
import { prepareDrawing } from "../../drawing/DrawingLayer";
import { DrawingTools } from "../../drawing/DrawingTools";
import { useTools } from "../../drawing/tools";
import type { FrameClock } from "../../player/FrameClock";
import { Player } from "../../player/Player";
import { playbackOf } from "../../player/playback";
import { Scrubber } from "../../player/Scrubber";
import type { SeenStage } from "../../player/stage";
import { Waveform } from "../../player/Waveform";
import type { SessionHead } from "../../room/log";
import { words } from "../../words/en";
import { ComparedPicture } from "./ComparedPicture";
import { CompareMenu } from "./CompareMenu";
import { DrawnOver } from "./DrawnOver";
import { NoteMarks } from "./NoteMarks";
import { useReviewKeys } from "./reviewKeys";
import styles from "./Stage.module.css";
import type { Lead, Shown } from "./useLead";
import { useReview, useReviewState } from "./useReview";
import { useStatus } from "./useStatus";

interface StageProps {
  player: FrameClock;
  shown: Shown;
  playlist: SessionHead["playlist"];
  lead: Lead;
  mayComment: boolean;
  mayDecide: boolean;
  onShow: (shown: Shown) => void;
  onDecide: () => void;
  /** Opens what the playlist is edited in; null for who may not. */
  onArrange: (() => void) | null;
}

/** The picture of a version, or of two, with what is drawn on it, and everything that moves it. */
export function Stage({
  player,
  shown,
  playlist,
  lead,
  mayComment,
  mayDecide,
  onShow,
  onDecide,
  onArrange,
}: StageProps) {
  const review = useReview();
  const { open: drawing, choose } = useTools();
  const say = words.review;
  const version = playlist.find(({ id }) => id === shown.versionId);
  const other = playlist.find(({ id }) => id === shown.comparing?.versionId);
  const status = useStatus(shown.versionId);
  const whole = useReviewState((state) => state.whole);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest of a version does not change what plays
  const otherPlayback = useMemo(() => (other ? playbackOf(other) : null), [other?.id]);
  const draw = {
    undo: () => void review.add({ kind: "undo", input: { sessionId: review.sessionId } }),
    redo: () => void review.add({ kind: "redo", input: { sessionId: review.sessionId } }),
  };
  const keys = useReviewKeys({ player, shown, playlist, lead, mayComment, onShow, onArrange, ...draw });
  useEffect(() => () => choose({ open: false }), [choose]);
  useEffect(() => {
    if (whole) prepareDrawing(); // not before: what was said is shown sooner without it
  }, [whole]);
  const overlay = ({ width, height, seen }: SeenStage) => (
    <DrawnOver player={player} width={width} height={height} seen={seen} mayDraw={mayComment} />
  );
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.name}>{version?.asset.name}</h2>
        <span className={styles.number}>{version && say.playlist.version(version.number)}</span>
        <Badge tone={status?.tone ?? "neutral"}>{status?.text ?? say.playlist.undecided}</Badge>
        <div className={styles.deeds}>
          <CompareMenu shown={shown} playlist={playlist} onShow={onShow} />
          {mayDecide && (
            <Button icon={Gavel} onClick={onDecide}>
              {say.decide.open}
            </Button>
          )}
        </div>
      </div>
      {drawing && mayComment && <DrawingTools onUndo={draw.undo} onRedo={draw.redo} />}
      <div className={styles.player}>
        <Player
          player={player}
          overlay={overlay}
          view={lead.view}
          onView={lead.look}
          keys={keys}
          {...(shown.comparing && otherPlayback
            ? {
                picture: (
                  <ComparedPicture
                    player={player}
                    other={otherPlayback}
                    mode={shown.comparing.mode}
                    overlay={overlay}
                    view={lead.view}
                    onView={lead.look}
                  />
                ),
              }
            : {})}
          timeline={
            <div className={styles.timeline}>
              <NoteMarks player={player} />
              {player.frames > 1 && (
                <Scrubber player={player}>
                  <Waveform player={player} />
                </Scrubber>
              )}
            </div>
          }
          buttons={
            mayComment && (
              <IconButton
                label={say.draw.open}
                icon={Brush}
                pressed={drawing}
                data-testid="draw"
                onClick={() => choose({ open: !drawing })}
              />
            )
          }
        />
      </div>
    </>
  );
}
