import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import styles from "./SidePanel.module.css";

export interface Side {
  id: string;
  name: string;
  count?: number;
  show: () => ReactNode;
}

/** What is known beside the picture, one part at a time; the arrow keys go from tab to tab. */
export function SidePanel({ label, sides }: { label: string; sides: readonly Side[] }) {
  const base = useId();
  const row = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(sides[0]?.id);
  const shown = sides.find(({ id }) => id === open) ?? sides[0];
  if (!shown) return null;
  const turn = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = sides[(sides.indexOf(shown) + by + sides.length) % sides.length];
    if (!next) return;
    setOpen(next.id);
    row.current?.querySelector<HTMLElement>(`#${CSS.escape(`${base}-${next.id}`)}`)?.focus();
  };
  return (
    <aside className={styles.panel} aria-label={label}>
      <div ref={row} className={styles.tabs} role="tablist" aria-label={label} onKeyDown={turn}>
        {sides.map(({ id, name, count }) => (
          <button
            key={id}
            id={`${base}-${id}`}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={id === shown.id}
            aria-controls={`${base}-pane`}
            tabIndex={id === shown.id ? 0 : -1}
            onClick={() => setOpen(id)}
          >
            {name}
            {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
          </button>
        ))}
      </div>
      <div
        id={`${base}-pane`}
        className={styles.pane}
        role="tabpanel"
        aria-labelledby={`${base}-${shown.id}`}
        tabIndex={-1}
      >
        {shown.show()}
      </div>
    </aside>
  );
}
