import { ChevronLeft, FileText, Link2, Lock, LockOpen, MoreHorizontal, UserPlus } from "lucide-react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Icon } from "../../design/Icon";
import { Menu } from "../../design/Menu";
import { say as sayAloud } from "../../design/toastStore";
import { ask } from "../../graphql/ask";
import { CloseSessionDocument, ReopenSessionDocument } from "../../graphql/generated";
import type { FrameClock } from "../../player/FrameClock";
import type { SessionHead } from "../../room/log";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { addressOf } from "./address";
import { LeadControl } from "./LeadControl";
import { People } from "./People";
import styles from "./ReviewBar.module.css";
import { reaches } from "./rights";
import type { Lead } from "./useLead";
import { useReview } from "./useReview";

interface BarProps {
  head: SessionHead;
  project: Project;
  lead: Lead;
  versionId: string | null;
  player: FrameClock | null;
  /** Opens what guests are invited in; null for who may not. */
  onInvite: (() => void) | null;
}

async function copyAddress(versionId: string, frame: number): Promise<void> {
  const { origin, pathname } = window.location;
  try {
    await navigator.clipboard.writeText(origin + pathname + addressOf(versionId, frame));
    sayAloud(words.review.copied);
  } catch {
    // Browsers refuse without a secure origin or a permission, and say no more than that.
    sayAloud(words.review.copyFailed, "error");
  }
}

/** Which review this is, who is there and who leads. */
export function ReviewBar({ head, project, lead, versionId, player, onInvite }: BarProps) {
  const review = useReview();
  const say = words.review;
  const closed = head.status === "CLOSED";
  const mayClose = head.openedBy.id === review.viewerId || reaches(project.myRole, "SUPERVISOR");
  const turn = async () => {
    const input = { sessionId: review.sessionId };
    const problems = closed
      ? (await ask(ReopenSessionDocument, { input })).reopenReviewSession.problems
      : (await ask(CloseSessionDocument, { input })).closeReviewSession.problems;
    for (const { message } of problems) sayAloud(message, "error");
  };
  return (
    <header className={styles.bar}>
      {!review.invitedHere && (
        <Link
          href={`/projects/${project.key}`}
          className={styles.back ?? ""}
          aria-label={say.back}
          title={say.back}
        >
          <Icon of={ChevronLeft} />
        </Link>
      )}
      <div className={styles.titles}>
        <h1 className={styles.title}>{head.name}</h1>
        <span className={styles.project}>{project.name}</span>
      </div>
      {closed && <Badge tone="warn">{say.closed}</Badge>}
      <div className={styles.right}>
        <LeadControl lead={lead} mayLead={reaches(project.myRole, "REVIEWER")} role={project.myRole} />
        <People />
        <Menu label={say.more} icon={<Icon of={MoreHorizontal} />}>
          <a href={`/minutes/${head.id}`} target="_blank" rel="noreferrer">
            <Icon of={FileText} />
            {say.report}
          </a>
          {versionId !== null && player !== null && (
            <button type="button" onClick={() => void copyAddress(versionId, player.getState().asked)}>
              <Icon of={Link2} />
              {say.copyLink}
            </button>
          )}
          {onInvite && (
            <button type="button" onClick={onInvite}>
              <Icon of={UserPlus} />
              {say.guests.open}
            </button>
          )}
          {mayClose && (
            <button type="button" onClick={() => void turn()}>
              <Icon of={closed ? LockOpen : Lock} />
              {closed ? say.reopen : say.close}
            </button>
          )}
        </Menu>
      </div>
    </header>
  );
}
