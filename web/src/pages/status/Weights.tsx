import { Notice } from "../../design/Notice";
import { Table } from "../../design/Table";
import type { SystemQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Status.module.css";

const said = words.system;

/** The profile that weights come from, why it is that one, and each network in it. */
export function Weights({ profile }: { profile: SystemQuery["systemStatus"]["modelProfile"] }) {
  if (profile === null) return <Notice kind="warning" title={said.noProfile} />;
  return (
    <>
      <Notice
        kind={profile.name === "bundled" ? "warning" : "info"}
        title={said.profiles[profile.name] ?? profile.name}
      >
        {profile.reason}
      </Notice>
      <Table name={said.models} heads={[said.network, said.task, said.source, said.weights]}>
        {profile.weights.map(({ task, name, source, weightsSha256 }) => (
          <tr key={`${task} ${name}`}>
            <td className={styles.name}>{name}</td>
            <td>{words.jobs.tasks[task] ?? task}</td>
            <td className={styles.detail}>{source}</td>
            <td>
              <Digest of={weightsSha256} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

/** The beginning of a long hash, which is enough to compare; all of it on hover. */
export function Digest({ of }: { of: string }) {
  return <code title={of}>{of.slice(0, 12)}</code>;
}
