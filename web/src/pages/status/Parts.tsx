import { Badge } from "../../design/Badge";
import { Table } from "../../design/Table";
import type { SystemQuery } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Status.module.css";

const said = words.system;

function time(milliseconds: number): string {
  if (milliseconds < 0.05) return said.atOnce;
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

/** Every part of the system: whether it works, how fast it answers, what it says of itself. */
export function Parts({ parts }: { parts: SystemQuery["systemStatus"]["parts"] }) {
  return (
    <Table name={said.parts} heads={[said.part, said.state, said.latency, said.detail]}>
      {parts.map(({ name, ok, latencyMs, detail }) => (
        <tr key={name}>
          <td className={styles.name}>{name}</td>
          <td>
            <Badge tone={ok ? "good" : "bad"}>{ok ? said.works : said.broken}</Badge>
          </td>
          <td className={styles.number}>{time(latencyMs)}</td>
          <td className={styles.detail}>{detail}</td>
        </tr>
      ))}
    </Table>
  );
}
