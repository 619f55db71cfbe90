import { useId, useState } from "react";
import { useMutation } from "urql";
import { useLocation } from "wouter";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Choice, TextField } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { OpenReviewFromHitsDocument } from "../../graphql/generated";
import { saidBy } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { Gathered } from "./gathered";

interface OpenReviewProps {
  groups: Gathered[];
  name: string;
  onClose: () => void;
  onOpened: () => void;
}

/** Asks for a name, and opens a review of the versions that hits are in. */
export function OpenReview({ groups, name: proposed, onClose, onOpened }: OpenReviewProps) {
  const form = useId();
  const [, navigate] = useLocation();
  const [name, setName] = useState(proposed);
  const [projectId, setProjectId] = useState(groups[0]?.project.id ?? "");
  const [{ fetching, data, error }, open] = useMutation(OpenReviewFromHitsDocument);
  const group = groups.find(({ project }) => project.id === projectId);
  const problem = (error && saidBy(error).message) ?? data?.openReviewSession.problems[0]?.message;
  const submit = async () => {
    if (!group) return;
    const input = { name: name.trim(), project: group.project.id, versions: group.versions };
    const answer = await open({ input });
    const opened = answer.data?.openReviewSession.reviewSession;
    if (!opened) return;
    onOpened();
    navigate(`/review/${encodeURIComponent(opened.id)}`);
  };
  return (
    <Dialog
      title={words.search.reviewTitle}
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {words.search.cancel}
          </Button>
          <Button kind="primary" type="submit" form={form} busy={fetching} disabled={!name.trim()}>
            {words.search.open}
          </Button>
        </>
      }
    >
      <form
        id={form}
        style={{ display: "contents" }}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && (
          <Notice kind="error" title={words.search.reviewFailed}>
            {problem}
          </Notice>
        )}
        <TextField
          label={words.search.reviewName}
          hint={words.search.reviewNameHint}
          value={name}
          maxLength={200}
          required
          onChange={(event) => setName(event.target.value)}
        />
        {groups.length > 1 && (
          <Choice
            label={words.search.reviewProject}
            hint={words.search.reviewProjectHint}
            value={projectId}
            onChange={(event) => setProjectId(event.target.value)}
          >
            {groups.map(({ project, versions }) => (
              <option key={project.id} value={project.id}>
                {project.name} ({versions.length})
              </option>
            ))}
          </Choice>
        )}
        <p>{words.search.reviewVersions(group?.versions.length ?? 0)}</p>
      </form>
    </Dialog>
  );
}
