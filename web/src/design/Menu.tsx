import { type ReactNode, useId, useRef, useState } from "react";
import styles from "./Menu.module.css";

/** A button with a small pane below it: links, choices, buttons. Escape and a press elsewhere close it. */
export function Menu({
  label,
  icon,
  text,
  children,
}: {
  label: string;
  icon: ReactNode;
  text?: string;
  children: ReactNode;
}) {
  const id = useId();
  const pane = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.menu}>
      <button
        type="button"
        className={styles.opener}
        aria-expanded={open}
        aria-controls={id}
        title={label}
        popoverTarget={id}
      >
        {icon}
        {text && <span className={styles.text}>{text}</span>}
        <span className="unseen">{label}</span>
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: a press that bubbles up from what is inside, by key or pointer */}
      <div
        id={id}
        ref={pane}
        popover="auto"
        className={styles.pane}
        onToggle={(event) => setOpen(event.newState === "open")}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("a, button"))
            pane.current?.hidePopover();
        }}
      >
        {children}
      </div>
    </div>
  );
}
