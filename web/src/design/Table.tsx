import type { ReactNode } from "react";
import styles from "./Table.module.css";

/** Rows under headings; on a narrow window each row is a card, its first cell the card's head, and `data-head` of a cell its name. */
export function Table({
  name,
  heads,
  deeds,
  children,
}: {
  name: string;
  heads: readonly string[];
  /** The heading of a last column of buttons, which need none for the eye. */
  deeds?: string;
  children: ReactNode;
}) {
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noRedundantRoles: without it a table whose rows are cards is none to screen readers */}
      <table className={styles.table} role="table" aria-label={name}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {deeds && (
              <th scope="col">
                <span className="unseen">{deeds}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
