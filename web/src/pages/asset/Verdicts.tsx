import { Check, PenLine, X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../design/Button";
import { TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { GiveVerdictDocument, type VerdictKind, type VerdictPartsFragment } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./Verdicts.module.css";

interface VerdictsProps {
  /** Id of the shot, track or entity. */
  about: string;
  /** How it is called. */
  what: string;
  given: readonly VerdictPartsFragment[];
}

function saying({ author, kind, correction, reason }: VerdictPartsFragment): string {
  const what = [kind === "FIX" && correction ? correction : words.asset.said[kind], reason].filter(Boolean);
  return words.asset.saidBy(author.name, what.join(" – "));
}

/** Say whether something is right that a network said; and what people said of it. */
export function Verdicts({ about, what, given }: VerdictsProps) {
  const [fixing, setFixing] = useState(false);
  const deed = useDeed(GiveVerdictDocument, { aloud: true });
  const last = given.at(-1);
  const give = (kind: VerdictKind) => void deed.run({ input: { about, kind } });
  const say = words.asset;
  return (
    <div className={styles.verdicts}>
      <fieldset className={styles.buttons} disabled={deed.busy}>
        <legend className="unseen">{say.verdictsOf(what)}</legend>
        <IconButton
          label={say.right}
          icon={Check}
          pressed={last?.kind === "ACCEPT"}
          onClick={() => give("ACCEPT")}
        />
        <IconButton
          label={say.wrong}
          icon={X}
          pressed={last?.kind === "REJECT"}
          onClick={() => give("REJECT")}
        />
        <IconButton
          label={say.fix}
          icon={PenLine}
          pressed={last?.kind === "FIX"}
          onClick={() => setFixing(true)}
        />
      </fieldset>
      {last && (
        <span className={styles.said} title={given.map(saying).join("\n")}>
          {saying(last)}
        </span>
      )}
      {fixing && <Fix about={about} what={what} onClose={() => setFixing(false)} />}
    </div>
  );
}

function Fix({ about, what, onClose }: { about: string; what: string; onClose: () => void }) {
  const [correction, setCorrection] = useState(what);
  const [reason, setReason] = useState("");
  const { run, busy, at, rest } = useDeed(GiveVerdictDocument);
  const done = async () => {
    const input = { about, kind: "FIX" as const, correction, reason: reason.trim() || null };
    if (await run({ input })) onClose();
  };
  return (
    <FormDialog
      title={words.asset.fixTitle}
      deed={words.asset.fixDone}
      busy={busy}
      problems={rest("correction", "reason")}
      onDone={done}
      onClose={onClose}
    >
      <TextField
        label={words.asset.fixLabel}
        value={correction}
        required
        problem={at("correction")}
        onChange={(event) => setCorrection(event.currentTarget.value)}
      />
      <TextField
        label={words.asset.reason}
        value={reason}
        problem={at("reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
