import { CircleAlert, Inbox, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./Icon";
import styles from "./Notice.module.css";

const DRAWINGS = { error: CircleAlert, warning: TriangleAlert, info: Info, empty: Inbox };

interface NoticeProps {
  kind: keyof typeof DRAWINGS;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  page?: boolean;
}

/** What happened, and what to do about it; `empty` says why there is nothing here yet. */
export function Notice({ kind, title, children, action, page = false }: NoticeProps) {
  return (
    <section
      className={[styles.notice, styles[kind], page ? styles.page : ""].join(" ")}
      role={kind === "error" ? "alert" : undefined}
    >
      <Icon of={DRAWINGS[kind]} size={page ? 32 : 20} />
      <div className={styles.text}>
        {page ? <h1>{title}</h1> : <strong>{title}</strong>}
        {children && <p>{children}</p>}
        {action && <div className={styles.action}>{action}</div>}
      </div>
    </section>
  );
}
