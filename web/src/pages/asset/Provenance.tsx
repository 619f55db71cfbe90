import { useQuery } from "urql";
import { Badge } from "../../design/Badge";
import { Dialog } from "../../design/Dialog";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { RunBehindDocument, type RunPartsFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { date } from "../../words/format";
import { Facts, Values } from "./Facts";
import styles from "./Panel.module.css";

interface ProvenanceProps {
  /** Id of the run. */
  run: string;
  /** SHA-256 of the bytes that were analysed. */
  input: string;
  /** What it is about, for the heading. */
  what: string;
  onClose: () => void;
}

/** Which run said it, with which exact networks and parameters, from which bytes: enough to make it again. */
export function Provenance({ run, input, what, onClose }: ProvenanceProps) {
  const [{ data, error }] = useQuery({ query: RunBehindDocument, variables: { id: run } });
  const found = data?.analysisRun;
  return (
    <Dialog title={words.asset.provenanceOf(what)} onClose={onClose} drawer>
      {error && <Notice kind="error" title={error.message} />}
      {!found && !error && <Loading />}
      {found && <Run run={found} input={input} />}
    </Dialog>
  );
}

function Run({ run, input }: { run: RunPartsFragment; input: string }) {
  const say = words.asset;
  return (
    <div className={styles.parts}>
      {run.modelVersions.map((version) => (
        <section key={version.id} className={styles.part}>
          <h3>
            {version.model.name} <Badge>{say.tasks[version.model.task]}</Badge>{" "}
            {version.aliases.includes("champion") && <Badge tone="good">{say.champion}</Badge>}
          </h3>
          <Facts
            facts={[
              [say.source, version.source],
              [say.weights, <code key="weights">{version.weightsSha256}</code>],
              [say.digest, <code key="digest">{version.digest}</code>],
              [say.parameters, <Values key="parameters" of={version.parameters} />],
              [say.preprocessing, <Values key="preprocessing" of={version.preprocessing} />],
            ]}
          />
        </section>
      ))}
      <section className={styles.part}>
        <h3>{say.run}</h3>
        <RunFacts run={run} input={input} />
      </section>
    </div>
  );
}

/** One execution: when, where, how it ended, and what it was given. */
export function RunFacts({ run, input }: { run: RunPartsFragment; input?: string }) {
  const say = words.asset;
  return (
    <Facts
      facts={[
        [say.run, say.runStatus[run.status]],
        [say.started, run.startedAt && date(run.startedAt)],
        [say.finished, run.finishedAt && date(run.finishedAt)],
        [say.attempt, run.attempt > 1 ? run.attempt : null],
        [say.device, run.device],
        [say.code, run.codeVersion],
        [say.input, input && <code key="input">{input}</code>],
        [say.parameters, <Values key="parameters" of={run.parameters} />],
        [say.measured, <Values key="metrics" of={run.metrics} />],
      ]}
    />
  );
}
