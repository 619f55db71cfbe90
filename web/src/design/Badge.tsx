import type { ReactNode } from "react";
import styles from "./Badge.module.css";

export type Tone = "neutral" | "good" | "warn" | "bad" | "info";

/** A word or a number in a small coloured pill. The colour never says anything that the word does not. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={[styles.badge, styles[tone]].join(" ")}>{children}</span>;
}
