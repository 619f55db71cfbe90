import { Table } from "../../design/Table";
import type { SystemQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Status.module.css";
import { Digest } from "./Weights";

const said = words.system;

/** The networks whose answers are shown and searched. */
export function Champions({ champions }: { champions: SystemQuery["systemStatus"]["champions"] }) {
  if (champions.length === 0) return <p className={styles.detail}>{said.noChampions}</p>;
  return (
    <Table name={said.champions} heads={[said.network, said.task, said.source, said.weights]}>
      {champions.map(({ id, model, source, weightsSha256 }) => (
        <tr key={id}>
          <td className={styles.name}>{model.name}</td>
          <td>{words.jobs.tasks[model.task] ?? model.task}</td>
          <td className={styles.detail}>{source}</td>
          <td>
            <Digest of={weightsSha256} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
