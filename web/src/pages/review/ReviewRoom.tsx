import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { say as sayAloud } from "../../design/toastStore";
import { playbackOf } from "../../player/playback";
import type { SessionHead } from "../../room/log";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { readAddress } from "./address";
import { DecideDialog } from "./DecideDialog";
import { GuestsDialog } from "./GuestsDialog";
import { LostLink } from "./LostLink";
import { NotePanel } from "./NotePanel";
import { Playlist } from "./Playlist";
import { PlaylistDialog } from "./PlaylistDialog";
import { ReviewBar } from "./ReviewBar";
import styles from "./ReviewRoom.module.css";
import { reaches } from "./rights";
import { Stage } from "./Stage";
import { type Shown, useLead } from "./useLead";
import { useReview, useReviewState } from "./useReview";
import { useRoomPlayer } from "./useRoomPlayer";

/** A review with its people: the picture, the notes beside it, and what is to be reviewed below. */
export function ReviewRoom({ head, project }: { head: SessionHead; project: Project }) {
  const review = useReview();
  const first = useRef(readAddress(window.location.search));
  const [wanted, setWanted] = useState<Shown>({ versionId: first.current.versionId ?? "", comparing: null });
  const [deciding, setDeciding] = useState(false);
  const [arranging, setArranging] = useState(false);
  const [inviting, setInviting] = useState(false);
  const version = head.playlist.find(({ id }) => id === wanted.versionId) ?? head.playlist[0];
  const other = head.playlist.find(({ id }) => id === wanted.comparing?.versionId);
  const shown = useMemo<Shown | null>(
    () => (version ? { versionId: version.id, comparing: other ? wanted.comparing : null } : null),
    [version, other, wanted.comparing],
  );
  const player = useRoomPlayer(version ? playbackOf(version) : null, first.current);
  const room = useReviewState((state) => state.room);
  const me = useReviewState((state) => state.me);
  const refusal = useReviewState((state) => state.refusal);
  const mayComment = reaches(project.myRole, "REVIEWER");
  const show = useCallback((to: Shown) => setWanted(to), []);
  const lead = useLead(review, { room, me }, player, shown, mayComment, show);
  const { showByHand } = lead;
  const goTo = useCallback(
    (versionId: string, frame: number) => {
      first.current = { versionId, frame }; // where its player begins
      showByHand({ versionId, comparing: null });
    },
    [showByHand],
  );
  useEffect(() => {
    if (refusal === null) return;
    sayAloud(refusal, "error");
    review.clearRefusal();
  }, [refusal, review]);
  const mayArrange = reaches(project.myRole, "ARTIST") && head.status === "OPEN";
  const edit = mayArrange ? () => setArranging(true) : null;
  const say = words.review;
  return (
    <div className={styles.room}>
      <ReviewBar
        head={head}
        project={project}
        lead={lead}
        versionId={version?.id ?? null}
        player={player}
        onInvite={reaches(project.myRole, "SUPERVISOR") ? () => setInviting(true) : null}
      />
      <LostLink />
      {version && player && shown ? (
        <main className={styles.main}>
          <div className={styles.stage}>
            <Stage
              key={version.id}
              player={player}
              shown={shown}
              playlist={head.playlist}
              lead={lead}
              mayComment={mayComment && head.status === "OPEN"}
              mayDecide={reaches(project.myRole, "SUPERVISOR") && head.status === "OPEN"}
              onShow={lead.showByHand}
              onDecide={() => setDeciding(true)}
              onArrange={edit}
            />
            <Playlist
              head={head}
              versionId={version.id}
              onChoose={(versionId) => lead.showByHand({ versionId, comparing: null })}
              onEdit={edit}
            />
          </div>
          <NotePanel head={head} project={project} player={player} version={version} onGoTo={goTo} />
        </main>
      ) : (
        <main className={styles.main}>
          <Notice
            kind="empty"
            title={say.noVersions}
            page
            action={edit && <Button onClick={edit}>{say.playlist.edit}</Button>}
          >
            {say.noVersionsHint}
          </Notice>
        </main>
      )}
      {arranging && (
        <PlaylistDialog head={head} projectKey={project.key} onClose={() => setArranging(false)} />
      )}
      {inviting && <GuestsDialog project={project} sessionId={head.id} onClose={() => setInviting(false)} />}
      {deciding && version && (
        <DecideDialog version={version} project={project} onClose={() => setDeciding(false)} />
      )}
    </div>
  );
}
