import { useState } from "react";
import { useLocation } from "wouter";
import { TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { OpenReviewOfClipsDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";

interface ReviewOfCutProps {
  project: string;
  name: string;
  playlist: readonly string[];
  onClose: () => void;
}

/** Opens a review of a timeline's versions, in the order of its cut. */
export function ReviewOfCut({ project, name: proposed, playlist, onClose }: ReviewOfCutProps) {
  const [, go] = useLocation();
  const [name, setName] = useState(proposed);
  const { run, busy, at, rest } = useDeed(OpenReviewOfClipsDocument);
  const say = words.timelines;
  const open = async () => {
    const done = await run({ input: { project, name: name.trim(), versions: [...playlist] } });
    const session = done?.openReviewSession.reviewSession;
    if (session) go(`/review/${encodeURIComponent(session.id)}`);
  };
  return (
    <FormDialog
      title={say.reviewTitle}
      deed={say.open}
      busy={busy}
      problems={rest("name")}
      onDone={open}
      onClose={onClose}
    >
      <TextField
        label={say.reviewName}
        value={name}
        maxLength={200}
        required
        problem={at("name")}
        onChange={(event) => setName(event.target.value)}
      />
      <p>{say.reviewCount(playlist.length)}</p>
    </FormDialog>
  );
}
