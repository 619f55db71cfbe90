import { FileDown } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useMutation } from "urql";
import { Button } from "../../design/Button";
import { say } from "../../design/toastStore";
import { ExportHitsDocument, type HitFragment, type TimelineFormat } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./ExportMenu.module.css";
import { saveFile } from "./saveFile";

const FORMATS = ["OTIO", "EDL", "FCPXML"] as const satisfies TimelineFormat[];

/** Saves shots as a timeline, in the format that is chosen from a small pane. */
export function ExportMenu({ hits, name }: { hits: HitFragment[]; name: string }) {
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
      say(words.search.exportFailed(error?.message ?? data?.export.problems[0]?.message ?? ""), "error");
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
            {words.search.exportFormats[format]}
          </button>
        ))}
      </div>
    </>
  );
}
