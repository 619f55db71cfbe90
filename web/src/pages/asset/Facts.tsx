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

/** Each single value in an object by its path, `seconds.decode`; a list is one value. */
function valuesIn(of: unknown, path = ""): [string, string][] {
  if (of === null || typeof of !== "object" || Array.isArray(of))
    return [[path, typeof of === "string" ? of : JSON.stringify(of)]];
  return Object.entries(of).flatMap(([name, value]) => valuesIn(value, path ? `${path}.${name}` : name));
}

/** What was measured or set, name by name; a dash for nothing. */
export function Values({ of }: { of: unknown }) {
  const values = of === null || of === undefined ? [] : valuesIn(of);
  if (values.length === 0) return <>–</>;
  return (
    <ul className={styles.values}>
      {values.map(([name, value]) => (
        <li key={name}>
          {name} <b>{value}</b>
        </li>
      ))}
    </ul>
  );
}
