import { Clapperboard, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../design/Button";
import { say } from "../../design/toastStore";
import { words } from "../../words/en";
import { ExportMenu } from "./ExportMenu";
import { byProject } from "./gathered";
import { hitAddress } from "./HitCard";
import { OpenReview } from "./OpenReview";
import styles from "./SelectionBar.module.css";
import { useSelection } from "./selection";

async function copy(addresses: string[]): Promise<void> {
  try {
    await navigator.clipboard.writeText(addresses.join("\n"));
    say(words.search.copied(addresses.length));
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    say(words.search.copyFailed, "error"); // not allowed, or not there because the page came by plain http
  }
}

/** What can be done with the hits that are selected; there only while some are. */
export function SelectionBar({ name }: { name: string }) {
  const { chosen, clear } = useSelection();
  const [reviewing, setReviewing] = useState(false);
  if (chosen.size === 0) return null;
  const hits = [...chosen.values()];
  return (
    <>
      <section className={styles.bar} aria-label={words.search.selection}>
        <IconButton label={words.search.unselectAll} icon={X} onClick={clear} />
        <strong role="status">{words.search.selected(chosen.size)}</strong>
        <div className={styles.actions}>
          <ExportMenu
            hits={hits}
            name={name}
            onCopy={() => copy(hits.map((hit) => new URL(hitAddress(hit), window.location.href).href))}
          />
          <Button kind="primary" icon={Clapperboard} onClick={() => setReviewing(true)}>
            {words.search.review}
          </Button>
        </div>
      </section>
      {reviewing && (
        <OpenReview
          groups={byProject(hits)}
          name={name}
          onClose={() => setReviewing(false)}
          onOpened={clear}
        />
      )}
    </>
  );
}
