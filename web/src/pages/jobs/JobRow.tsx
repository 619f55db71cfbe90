import { RotateCcw, Square } from "lucide-react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { say } from "../../design/toastStore";
import { AskAnalysisDocument, CancelRunDocument, type JobItemFragment } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { ago, date, duration } from "../../words/format";
import { reaches } from "../library/roles";
import styles from "./Jobs.module.css";
import { RunProgress } from "./RunProgress";
import { TONES } from "./tones";

const said = words.jobs;

function seconds(run: JobItemFragment): number | null {
  if (!run.startedAt || !run.finishedAt) return null;
  return (new Date(run.finishedAt).getTime() - new Date(run.startedAt).getTime()) / 1000;
}

/** One run: how far it is, why it failed, and what can be done about it. */
export function JobRow({ run }: { run: JobItemFragment }) {
  const cancel = useDeed(CancelRunDocument, { aloud: true });
  const analyse = useDeed(AskAnalysisDocument, { aloud: true });
  const { version } = run;
  const { asset } = version;
  const { project } = asset;
  const going = run.status === "QUEUED" || run.status === "RUNNING";
  const mayChange = reaches(project.myRole, "ARTIST");
  const took = seconds(run);

  async function stop() {
    if (await cancel.run({ id: run.id })) say(said.stopped);
  }

  async function retry() {
    if (await analyse.run({ input: { version: version.id } })) say(words.project.asked);
  }

  return (
    <tr data-testid="job">
      <td>
        <div className={styles.what}>
          {version.posterUrl ? <img src={version.posterUrl} alt="" loading="lazy" /> : <span />}
          <Link href={`/asset/${asset.id}?version=${version.id}`}>{asset.name}</Link>
          <span className={styles.soft}>v{version.number}</span>
        </div>
        {run.error && <p className={styles.reason}>{run.error.message}</p>}
      </td>
      <td>
        <Link href={`/projects/${encodeURIComponent(project.key)}`}>{project.name}</Link>
      </td>
      <td>
        {going ? (
          <RunProgress runId={run.id} status={run.status} name={asset.name} />
        ) : (
          <Badge tone={TONES[run.status]}>{words.project.runs[run.status]}</Badge>
        )}
      </td>
      <td data-head={said.begun} title={date(run.createdAt)}>
        {ago(run.createdAt)}
        {run.attempt > 1 && (
          <span className={styles.soft}>
            {" "}
            {said.attempt} {run.attempt}
          </span>
        )}
      </td>
      <td data-head={said.took}>
        {took === null ? said.notYet : run.sameAs ? said.before : duration(took)}
        {run.device && <span className={styles.soft}> {run.device}</span>}
      </td>
      <td className={styles.last}>
        {mayChange && going && (
          <Button icon={Square} busy={cancel.busy} onClick={stop}>
            {said.cancel}
          </Button>
        )}
        {mayChange && (run.status === "FAILED" || run.status === "CANCELLED") && (
          <Button icon={RotateCcw} busy={analyse.busy} onClick={retry}>
            {said.retry}
          </Button>
        )}
      </td>
    </tr>
  );
}
