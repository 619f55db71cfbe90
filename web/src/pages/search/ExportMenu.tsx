import { FileDown, Link2, SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useId, useRef, useState } from "react";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { useExport } from "../../export/useExport";
import type { HitFragment, TimelineFormat } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./ExportMenu.module.css";

const ExportDialog = lazy(() => import("../../export/ExportDialog"));

const FORMATS = ["OTIO", "EDL", "XMEML"] as const satisfies TimelineFormat[];

interface ExportMenuProps {
  hits: HitFragment[];
  name: string;
  onCopy: () => void;
}

/** Ways to take shots elsewhere, in a small pane: as a timeline in one of several formats, or as links. */
export function ExportMenu({ hits, name, onCopy }: ExportMenuProps) {
  const id = useId();
  const pane = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const { save, busy } = useExport({ aloud: true });
  const called = name || words.search.exportName(hits.length);
  const selection = hits.map(({ shot }) => shot.id);
  const saveAs = (format: TimelineFormat) => {
    pane.current?.hidePopover();
    void save({ format, name: called, selection });
  };
  return (
    <>
      <Button icon={FileDown} busy={busy} popoverTarget={id} aria-expanded={open}>
        {words.search.exportAs}
      </Button>
      <div
        id={id}
        ref={pane}
        popover="auto"
        className={styles.pane}
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        <p>{words.search.exportHint}</p>
        {FORMATS.map((format) => (
          <button key={format} type="button" onClick={() => saveAs(format)}>
            <Icon of={FileDown} size={16} /> {words.search.exportFormats[format]}
          </button>
        ))}
        <button
          type="button"
          onClick={() => {
            pane.current?.hidePopover();
            setChoosing(true);
          }}
        >
          <Icon of={SlidersHorizontal} size={16} /> {words.search.exportMore}
        </button>
        <hr />
        <button
          type="button"
          onClick={() => {
            pane.current?.hidePopover();
            onCopy();
          }}
        >
          <Icon of={Link2} size={16} /> {words.search.copyLinks}
        </button>
      </div>
      {choosing && (
        <Suspense>
          <ExportDialog of={{ selection }} name={called} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </>
  );
}
