import { Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../design/Button";
import { say as sayAloud } from "../../design/toastStore";
import type { KeptDraft, Note } from "../../room/noteStore";
import { words } from "../../words/en";
import { ANSWER, unpackedDraft } from "./draft";
import styles from "./KeptWords.module.css";
import { useReview } from "./useReview";

const say = words.review.keptWords;

function wordsOf({ what }: Note): string[] {
  if (what.kind === "edit") return [what.input.text];
  if (what.kind === "comment") return [what.input.text, ...(what.files ?? []).map(({ name }) => name)];
  if (what.kind === "decide") return [what.input.reason ?? ""];
  return [];
}

function begun([place, { text, files }]: [string, KeptDraft]): string[] {
  return [place.startsWith(ANSWER) ? text : unpackedDraft(text).text, ...files.map(({ name }) => name)];
}

function told(lines: readonly string[]): string {
  return lines.filter((line) => line !== "").join("\n");
}

async function copy(kept: readonly string[]): Promise<void> {
  try {
    await navigator.clipboard.writeText(kept.join("\n\n"));
    sayAloud(words.app.copied);
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    sayAloud(words.app.copyFailed, "error"); // not allowed, or no clipboard without https
  }
}

/** What somebody wrote in a review that cannot be shown, and nobody else has yet; nothing where that is nothing. */
export function KeptWords({ viewerId }: { viewerId: string }) {
  const review = useReview();
  const [kept, setKept] = useState<readonly string[]>([]);
  useEffect(() => {
    let here = true;
    void review.unsent(viewerId).then(({ notes, drafts }) => {
      const found = [...notes.map(wordsOf), ...drafts.map(begun)].map(told);
      if (here) setKept(found.filter((each) => each !== ""));
    });
    return () => {
      here = false;
    };
  }, [review, viewerId]);
  if (kept.length === 0) return null;
  return (
    <section className={styles.kept} aria-labelledby="kept-words">
      <h2 id="kept-words">{say.title}</h2>
      <p>{say.hint}</p>
      <ul>
        {kept.map((text, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: read once, and never in another order
          <li key={place} dir="auto" data-testid="kept-words">
            {text}
          </li>
        ))}
      </ul>
      <Button icon={Copy} onClick={() => void copy(kept)}>
        {words.app.copy}
      </Button>
    </section>
  );
}
