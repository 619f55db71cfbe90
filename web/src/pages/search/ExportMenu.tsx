import { FileDown, Link2 } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useMutation } from "urql";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { say } from "../../design/toastStore";
import { ExportHitsDocument, type HitFragment, type TimelineFormat } from "../../graphql/generated";
import { saidBy } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./ExportMenu.module.css";
import { saveFile } from "./saveFile";

const FORMATS = ["OTIO", "EDL", "FCPXML"] as const satisfies TimelineFormat[];

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
  const [{ fetching }, run] = useMutation(ExportHitsDocument);
  const save = async (format: TimelineFormat) => {
    pane.current?.hidePopover();
    const { data, error } = await run({
      input: {
        format,
        name: name || words.search.exportName(hits.length),
        selection: hits.map(({ shot }) => shot.id),
      },
    });
    const file = data?.export.file;
    if (!file) {
      const why = error ? saidBy(error).message : data?.export.problems[0]?.message;
      say(words.search.exportFailed(why ?? ""), "error");
      return;
    }
    saveFile(file.name, file.mimeType, file.text);
    say([words.search.exported(file.name), ...file.notes].join(" "));
  };
  return (
    <>
      <Button icon={FileDown} busy={fetching} popoverTarget={id} aria-expanded={open}>
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
          <button key={format} type="button" onClick={() => save(format)}>
            <Icon of={FileDown} size={16} /> {words.search.exportFormats[format]}
          </button>
        ))}
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
    </>
  );
}
