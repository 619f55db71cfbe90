import { useState } from "react";
import { Choice, TextField } from "../design/Field";
import { FormDialog } from "../design/FormDialog";
import type { TimelineFormat } from "../graphql/generated";
import { words } from "../words/en";
import styles from "./ExportDialog.module.css";
import { useExport } from "./useExport";

const FORMATS = ["OTIO", "EDL", "XMEML", "FCPX", "ALE", "CSV", "JSONLD"] as const satisfies TimelineFormat[];
type Format = (typeof FORMATS)[number];
const MOST_HANDLES = 10_000;

/** What leaves: a review session with its playlist and words, or shots and versions in an order. Ids, one of the two. */
export type Leaving = { session: string } | { selection: string[] };

interface ExportDialogProps {
  of: Leaving;
  name: string;
  onClose: () => void;
}

/** Asks how footage leaves: as which kind of file, under which name, with how much more around each clip. */
export default function ExportDialog({ of, name: proposed, onClose }: ExportDialogProps) {
  const [name, setName] = useState(proposed);
  const [format, setFormat] = useState<Format>("OTIO");
  const [handles, setHandles] = useState("0");
  const [detections, setDetections] = useState(false);
  const { save, busy, at, rest } = useExport();
  const say = words.export;
  const cuts = format !== "CSV" && format !== "JSONLD";
  const leave = async () => {
    const how = cuts ? { handles: Number(handles) || 0 } : format === "JSONLD" ? { detections } : {};
    if (await save({ ...of, format, name: name.trim() || proposed, ...how })) onClose();
  };
  return (
    <FormDialog
      title={say.title(proposed)}
      deed={say.deed}
      busy={busy}
      problems={rest("name", "handles")}
      onDone={leave}
      onClose={onClose}
    >
      <Choice
        label={say.format}
        hint={say.carries[format]}
        value={format}
        onChange={(event) => setFormat(event.target.value as Format)}
      >
        {FORMATS.map((each) => (
          <option key={each} value={each}>
            {say.formats[each]}
          </option>
        ))}
      </Choice>
      <TextField
        label={say.name}
        value={name}
        maxLength={200}
        required
        problem={at("name")}
        onChange={(event) => setName(event.target.value)}
      />
      {cuts && (
        <TextField
          label={say.handles}
          hint={say.handlesHint}
          type="number"
          inputMode="numeric"
          min={0}
          max={MOST_HANDLES}
          value={handles}
          problem={at("handles")}
          onChange={(event) => setHandles(event.target.value)}
        />
      )}
      {format === "JSONLD" && (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={detections}
            onChange={(event) => setDetections(event.target.checked)}
          />
          {say.detections}
        </label>
      )}
    </FormDialog>
  );
}
