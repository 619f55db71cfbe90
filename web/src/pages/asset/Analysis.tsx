import { useEffect } from "react";
import { useSubscription } from "urql";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { say as announce } from "../../design/toastStore";
import { AnalyseAgainDocument, AnalysisOfVersionDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./Analysis.module.css";
import type { VersionOnPage } from "./VersionView";

interface AnalysisProps {
  version: VersionOnPage;
  mayAnalyse: boolean;
  /** Its status is another: what is shown is old. */
  onChanged: () => void;
}

/** How far the analysis is while it works, and why it failed where it did; nothing to say where it is done. */
export function Analysis({ version, mayAnalyse, onChanged }: AnalysisProps) {
  const { status, run } = version.analysis;
  const works = status === "QUEUED" || status === "RUNNING";
  if (works) return <Progress version={version} onEnded={onChanged} />;
  if (status === "SUCCEEDED") return null;
  const say = words.asset;
  const title =
    status === "FAILED"
      ? say.analysisFailed
      : status === "CANCELLED"
        ? say.analysisCancelled
        : say.notAnalysed;
  return (
    <div className={styles.place}>
      <Notice
        kind={status === "FAILED" ? "error" : "info"}
        title={title}
        action={mayAnalyse && <Again version={version} onAsked={onChanged} />}
      >
        {run?.error?.message}
      </Notice>
    </div>
  );
}

function Again({ version, onAsked }: { version: VersionOnPage; onAsked: () => void }) {
  const { run, busy } = useDeed(AnalyseAgainDocument, { aloud: true });
  const again = async () => {
    if (!(await run({ input: { version: version.id } }))) return;
    announce(words.asset.asked);
    onAsked();
  };
  return (
    <Button busy={busy} onClick={again}>
      {version.analysis.run ? words.asset.retry : words.asset.analyse}
    </Button>
  );
}

function Progress({ version, onEnded }: { version: VersionOnPage; onEnded: () => void }) {
  const [{ data }] = useSubscription({ query: AnalysisOfVersionDocument, variables: { id: version.id } });
  const progress = data?.analysisProgress;
  const ended = progress?.stage === "ended";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is told once
  useEffect(() => {
    if (ended) onEnded();
  }, [ended]);
  const say = words.asset;
  const known = progress && progress.total > 0;
  const stage = progress ? (say.stages[progress.stage] ?? progress.stage) : "";
  return (
    <div className={styles.progress} role="status">
      <span>
        {version.analysis.status === "QUEUED" && !progress ? say.queued : say.running}
        {stage && `: ${stage}`}
      </span>
      <progress
        className={styles.bar}
        aria-label={say.running}
        {...(known && { value: progress.done, max: progress.total })}
      />
      {known && <span className={styles.soft}>{say.progress(progress.done, progress.total)}</span>}
    </div>
  );
}
