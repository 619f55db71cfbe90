import { type FormEvent, useId, useState } from "react";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Choice, TextArea } from "../../design/Field";
import type { SessionHead } from "../../room/log";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { date } from "../../words/format";
import styles from "./boxes.module.css";
import { useReview, useReviewState } from "./useReview";
import { useStatus } from "./useStatus";

const say = words.review.decide;

/** What a version is decided to be, and why. Earlier decisions stay. */
export function DecideDialog({
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { sessionId } = review;
    void review.add({
      kind: "decide",
      input: { sessionId, versionId: version.id, status, reason: reason.trim() },
    });
    onClose();
  };
  return (
    <Dialog
      title={say.title(`${version.asset.name} ${words.review.playlist.version(version.number)}`)}
      onClose={onClose}
      actions={
        <Button type="submit" kind="primary" form={form}>
          {say.save}
        </Button>
      }
    >
      <form id={form} className={styles.box} onSubmit={submit}>
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
