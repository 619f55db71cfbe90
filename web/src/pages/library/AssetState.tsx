import { RotateCcw } from "lucide-react";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { AskAnalysisDocument, type AssetItemFragment } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { RunProgress } from "../jobs/RunProgress";
import { TONES } from "../jobs/tones";
import styles from "./Assets.module.css";
import type { ProjectHead } from "./ProjectPage";
import { reaches } from "./roles";

const said = words.project;

/** How far the analysis of an asset's newest version is; why it failed, and a way to try again. */
export function AssetState({ project, asset }: { project: ProjectHead; asset: AssetItemFragment }) {
  const analyse = useDeed(AskAnalysisDocument, { aloud: true });
  const { run } = asset.latest.analysis;
  if (run === null) return <Badge>{said.runs.NONE}</Badge>;
  if (run.status === "QUEUED" || run.status === "RUNNING")
    return <RunProgress runId={run.id} status={run.status} name={asset.name} />;
  const again = (run.status === "FAILED" || run.status === "CANCELLED") && reaches(project.myRole, "ARTIST");
  return (
    <div className={styles.state}>
      <Badge tone={TONES[run.status]}>{said.runs[run.status]}</Badge>
      {run.error && <p className={styles.reason}>{run.error.message}</p>}
      {again && (
        <Button
          icon={RotateCcw}
          busy={analyse.busy}
          onClick={() => analyse.run({ input: { version: asset.latest.id } })}
        >
          {said.retry}
        </Button>
      )}
    </div>
  );
}
