import { Link } from "wouter";
import styles from "./Tabs.module.css";

/** Parts of one thing, each at its own address. */
export function Tabs({
  name,
  tabs,
}: {
  name: string;
  tabs: readonly { href: string; label: string; here: boolean }[];
}) {
  return (
    <nav className={styles.tabs} aria-label={name}>
      {tabs.map(({ href, label, here }) => (
        <Link key={href} href={href} className={styles.tab ?? ""} aria-current={here ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
