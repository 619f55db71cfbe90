import { useSubscription } from "urql";
import { Badge } from "../../design/Badge";
import { RunProgressDocument, type RunStatus } from "../../graphql/generated";
import { words } from "../../words/en";
import { duration } from "../../words/format";
import styles from "./RunProgress.module.css";
import { useSeat } from "./seats";

const said = words.project;

/** How far a run is that has not ended, as it goes. */
export function RunProgress({ runId, status, name }: { runId: string; status: RunStatus; name: string }) {
  const pause = !useSeat(status === "RUNNING");
  const [{ data }] = useSubscription({ query: RunProgressDocument, variables: { runId }, pause });
  const progress = data?.analysisProgress;
  if (!progress || progress.total === 0) {
    const stage = progress && said.stages[progress.stage];
    return <Badge tone={status === "RUNNING" ? "info" : "neutral"}>{stage ?? said.runs[status]}</Badge>;
  }
  const { stage, done, total, eta } = progress;
  return (
    <div className={styles.progress}>
      <p className={styles.words}>
        <span>{said.stages[stage] ?? stage}</span>
        <span>
          {Math.floor((done / total) * 100)} %{eta !== null && ` · ${duration(eta)} ${words.jobs.left}`}
        </span>
      </p>
      <progress value={done} max={total} aria-label={`${said.progress} ${name}`} />
    </div>
  );
}
