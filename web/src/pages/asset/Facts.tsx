import type { ReactNode } from "react";
import styles from "./Panel.module.css";

/** Names and what they are; what is empty is left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value === null || value === undefined || value === "" ? null : (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Any value as it would be typed; nothing for an empty one. */
export function Json({ of }: { of: unknown }) {
  if (of === null || (typeof of === "object" && Object.keys(of).length === 0)) return <>–</>;
  return <pre className={styles.json}>{JSON.stringify(of, null, 2)}</pre>;
}
