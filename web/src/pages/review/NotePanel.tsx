import { useMemo, useState } from "react";
import { Choice } from "../../design/Field";
import { Notice } from "../../design/Notice";
import type { FrameClock } from "../../player/FrameClock";
import type { SessionHead } from "../../room/log";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { Composer } from "./Composer";
import { NoteList } from "./NoteList";
import styles from "./NotePanel.module.css";
import { NoteContext, type NotePlace } from "./noteContext";
import { reaches } from "./rights";
import { type Choice as Chosen, type Order, rowsOf, type Shown as Which } from "./threads";
import { Unsent } from "./Unsent";
import { useComments, useDrawings } from "./useKnown";
import { useReviewState } from "./useReview";

interface PanelProps {
  head: SessionHead;
  project: Project;
  player: FrameClock;
  version: SessionHead["playlist"][number];
  /** Shows another version of the playlist, at a frame. */
  onGoTo: (versionId: string, frame: number) => void;
}

const say = words.review.notes;

/** Everything said and drawn, and where one says more. */
export function NotePanel({ head, project, player, version, onGoTo }: PanelProps) {
  const comments = useComments();
  const drawings = useDrawings();
  const whole = useReviewState((state) => state.whole);
  const [shown, setShown] = useState<Which>("open");
  const [everywhere, setEverywhere] = useState(false);
  const [order, setOrder] = useState<Order>("frame");
  const [answering, setAnswering] = useState<string | null>(null);
  const rows = useMemo(() => {
    const choice: Chosen = { shown, order, versionId: everywhere ? null : version.id };
    return rowsOf(comments, drawings, choice);
  }, [comments, drawings, shown, order, everywhere, version.id]);
  const notes = rows.filter(({ kind }) => kind === "thread").length;
  const closed = head.status === "CLOSED";
  const mayComment = reaches(project.myRole, "REVIEWER") && !closed;
  const place = useMemo<NotePlace>(
    () => ({
      mayComment,
      mayResolveOthers: reaches(project.myRole, "ARTIST") && !closed,
      mayPlaceOthers: reaches(project.myRole, "ARTIST") && !closed,
      mayDeleteOthers: reaches(project.myRole, "SUPERVISOR") && !closed,
      answering,
      setAnswering,
      versions: new Map(head.playlist.map((each) => [each.id, each])),
      versionId: version.id,
      player,
      goTo: (versionId, frame) => {
        if (versionId === version.id) player.seek(frame);
        else onGoTo(versionId, frame);
      },
    }),
    [mayComment, project.myRole, closed, answering, head.playlist, version.id, player, onGoTo],
  );
  return (
    <NoteContext value={place}>
      <section className={styles.panel} aria-label={say.label}>
        <div className={styles.choices}>
          <h2 className={styles.count}>{say.count(notes)}</h2>
          <Choice
            label={say.show}
            hideLabel
            value={shown}
            onChange={({ target }) => setShown(target.value as Which)}
          >
            {(Object.keys(say.shown) as Which[]).map((each) => (
              <option key={each} value={each}>
                {say.shown[each]}
              </option>
            ))}
          </Choice>
          {head.playlist.length > 1 && (
            <Choice
              label={say.where}
              hideLabel
              value={everywhere ? "session" : "version"}
              onChange={({ target }) => setEverywhere(target.value === "session")}
            >
              <option value="version">{say.places.version}</option>
              <option value="session">{say.places.session}</option>
            </Choice>
          )}
          <Choice
            label={say.order}
            hideLabel
            value={order}
            onChange={({ target }) => setOrder(target.value as Order)}
          >
            {(Object.keys(say.orders) as Order[]).map((each) => (
              <option key={each} value={each}>
                {say.orders[each]}
              </option>
            ))}
          </Choice>
        </div>
        {rows.length > 0 ? (
          <NoteList rows={rows} whole={whole} />
        ) : (
          <div className={styles.empty}>
            {whole && (
              <Notice kind="empty" title={comments.length === 0 ? say.none : say.noneShown}>
                {comments.length > 0 ? "" : mayComment ? say.noneHint : say.noneMay}
              </Notice>
            )}
          </div>
        )}
        {!whole && (
          <p className={styles.more} role="status" data-testid="notes-loading">
            {say.loading}
          </p>
        )}
        <Unsent />
        {mayComment ? (
          <Composer key={version.id} player={player} versionId={version.id} />
        ) : (
          <p className={styles.look}>{closed ? say.closed : say.look}</p>
        )}
      </section>
    </NoteContext>
  );
}
