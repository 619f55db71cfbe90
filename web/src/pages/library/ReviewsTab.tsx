import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/Button";
import { Section } from "../../design/Page";
import { words } from "../../words/en";
import { OpenReviewDialog } from "./OpenReviewDialog";
import type { ProjectHead } from "./ProjectPage";
import { ReviewList } from "./ReviewList";
import { reaches } from "./roles";

const said = words.reviews;

/** The review sessions of a project: those that are open, then those that are over. */
export default function ReviewsTab({ project }: { project: ProjectHead }) {
  const [opening, setOpening] = useState(false);
  const mayOpen = reaches(project.myRole, "ARTIST");
  const open = mayOpen && (
    <Button kind="primary" icon={Plus} onClick={() => setOpening(true)}>
      {said.create}
    </Button>
  );
  return (
    <>
      <Section title={said.open} actions={open}>
        <ReviewList project={project} status="OPEN" />
      </Section>
      <Section title={said.closed}>
        <ReviewList project={project} status="CLOSED" />
      </Section>
      {opening && <OpenReviewDialog project={project} onClose={() => setOpening(false)} />}
    </>
  );
}
