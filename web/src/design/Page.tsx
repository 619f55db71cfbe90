import { type ReactNode, useId } from "react";
import { useTitle } from "../app/useTitle";
import styles from "./Page.module.css";

interface PageProps {
  title: string;
  /** Where it belongs, above the title. */
  above?: ReactNode;
  /** What stands beside the title: a badge. */
  beside?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

/** A page that is read from top to bottom: its title, what can be done with it, and its parts. */
export function Page({ title, above, beside, actions, narrow = false, children }: PageProps) {
  useTitle(title);
  return (
    <div className={[styles.page, narrow ? styles.narrow : ""].join(" ")}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {above && <div className={styles.above}>{above}</div>}
          <div className={styles.title}>
            <h1>{title}</h1>
            {beside}
          </div>
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page under a heading of its own. */
export function Section({
  title,
  hint,
  actions,
  children,
}: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <div className={styles.titles}>
          <h2 id={id}>{title}</h2>
          {hint && <p className={styles.hint}>{hint}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
