import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "../design/Button";
import { words } from "../words/en";
import { count, size } from "../words/format";
import { type Totals, totals, withoutEnded } from "./queue";
import { goOn } from "./sending";
import { UploadRow } from "./UploadRow";
import styles from "./UploadTray.module.css";
import { changeUploads, useUploads } from "./uploads";

const said = words.upload;
const ROOMY = "(width >= 48rem)";

function summary(all: Totals): string {
  if (all.fileNeeded > 0) return `${count(all.fileNeeded, "upload")} ${said.fileNeededTitle}`;
  if (all.open > 0) return `${said.goingOn} ${count(all.open, "file")}`;
  if (all.failed > 0) return `${count(all.failed, "file")} ${said.someFailed}`;
  return said.allDone;
}

/** What is being uploaded, in the corner of every page. */
export default function UploadTray() {
  const items = useUploads((uploads) => uploads.items);
  const [open, setOpen] = useState(() => window.matchMedia(ROOMY).matches);
  useEffect(goOn, []); // what was sent before the page was loaded anew is still to be taken in
  if (items.length === 0) return null;
  const all = totals(items);
  return (
    <section className={styles.tray} aria-label={said.title} data-testid="uploads">
      <header className={styles.head}>
        <div className={styles.words} role="status">
          <strong>{summary(all)}</strong>
          {all.open > 0 && (
            <span>
              {size(all.sent)} {said.of} {size(all.bytes)}
            </span>
          )}
        </div>
        {all.open === 0 && (
          <Button kind="quiet" onClick={() => changeUploads(withoutEnded)}>
            {said.clear}
          </Button>
        )}
        <IconButton
          label={open ? said.hide : said.unfold}
          icon={open ? ChevronDown : ChevronUp}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </header>
      {all.open > 0 && all.bytes > 0 && <progress value={all.sent} max={all.bytes} aria-label={said.title} />}
      {open && (
        <ul className={styles.list}>
          {items.map((item) => (
            <UploadRow key={item.id} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}
