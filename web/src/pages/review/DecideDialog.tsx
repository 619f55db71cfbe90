import { type FormEvent, useId, useState } from "react";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Choice, TextArea } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { ask, Unreachable } from "../../graphql/ask";
import { DecideVersionDocument } from "../../graphql/generated";
import type { SessionHead } from "../../room/log";
import { newId } from "../../room/outbox";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { date } from "../../words/format";
import styles from "./boxes.module.css";
import { useReview, useReviewState } from "./useReview";
import { useStatus } from "./useStatus";

const say = words.review.decide;

/** What a version is decided to be, and why. Earlier decisions stay. */
export default function DecideDialog({
  version,
  project,
  onClose,
}: {
  version: SessionHead["playlist"][number];
  project: Project;
  onClose: () => void;
}) {
  const review = useReview();
  const form = useId();
  const now = useStatus(version.id);
  const all = useReviewState((state) => state.view.decisions);
  const decisions = all.filter(({ on }) => on.id === version.id).reverse();
  const [status, setStatus] = useState(now?.text ?? project.reviewStatuses[0] ?? "");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { decideVersion } = await ask(DecideVersionDocument, {
        input: {
          sessionId: review.sessionId,
          versionId: version.id,
          status,
          reason: reason.trim(),
          clientMutationId: newId(),
        },
      });
      if (decideVersion.problems[0]) setProblem(decideVersion.problems[0].message);
      else onClose();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setProblem(error instanceof Unreachable ? words.app.unreachable : error.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say.title(`${version.asset.name} ${words.review.playlist.version(version.number)}`)}
      onClose={onClose}
      actions={
        <Button type="submit" kind="primary" form={form} busy={busy}>
          {say.save}
        </Button>
      }
    >
      <form id={form} className={styles.box} onSubmit={(event) => void submit(event)}>
        <Choice label={say.status} value={status} onChange={({ target }) => setStatus(target.value)}>
          {project.reviewStatuses.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Choice>
        <TextArea
          label={say.reason}
          hint={say.reasonHint}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </form>
      {problem && <Notice kind="error" title={problem} />}
      <section>
        <h3>{say.history}</h3>
        {decisions.length === 0 && <p>{say.none}</p>}
        {decisions.map(({ id, status: decided, author, createdAt, reason: why }) => (
          <p key={id} dir="auto">
            {say.by(decided, author.name, date(createdAt))}
            {why && `: ${why}`}
          </p>
        ))}
      </section>
    </Dialog>
  );
}
