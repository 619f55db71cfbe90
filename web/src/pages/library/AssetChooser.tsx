import { LayoutGrid, List } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../../design/Button";
import { Choice, TextField } from "../../design/Field";
import type { AssetKind, AssetOrder, RunStatus } from "../../graphql/generated";
import { words } from "../../words/en";
import styles from "./Assets.module.css";
import type { AssetChoice } from "./assetAddress";

const said = words.project;
const STATUSES: readonly RunStatus[] = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"];
const TYPING_MS = 250;

/** Which assets are shown, in what order, and as what. */
export function AssetChooser({
  choice,
  onChoose,
}: {
  choice: AssetChoice;
  onChoose: (to: Partial<AssetChoice>) => void;
}) {
  return (
    <div className={styles.chooser}>
      <Typed label={said.find} value={choice.name} onChange={(name) => onChoose({ name })} />
      <Typed label={said.tag} value={choice.tag} onChange={(tag) => onChoose({ tag: tag.trim() })} />
      <Choice
        label={said.kind}
        hideLabel
        value={choice.kind ?? ""}
        onChange={(event) => onChoose({ kind: (event.target.value || null) as AssetKind | null })}
      >
        <option value="">{said.anyKind}</option>
        {Object.entries(said.kinds).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice
        label={said.state}
        hideLabel
        value={choice.status ?? ""}
        onChange={(event) => onChoose({ status: (event.target.value || null) as RunStatus | null })}
      >
        <option value="">{said.anyState}</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {said.runs[status]}
          </option>
        ))}
      </Choice>
      <Choice
        label={said.order}
        hideLabel
        value={choice.order}
        onChange={(event) => onChoose({ order: event.target.value as AssetOrder })}
      >
        {Object.entries(said.orders).map(([order, name]) => (
          <option key={order} value={order}>
            {name}
          </option>
        ))}
      </Choice>
      <div className={styles.ways}>
        <IconButton
          label={said.grid}
          icon={LayoutGrid}
          pressed={!choice.list}
          onClick={() => onChoose({ list: false })}
        />
        <IconButton
          label={said.list}
          icon={List}
          pressed={choice.list}
          onClick={() => onChoose({ list: true })}
        />
      </div>
    </div>
  );
}

/** A field that tells what was typed once typing stops, so that not each letter asks the server. */
function Typed({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait anew
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextField
      type="search"
      label={label}
      hideLabel
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
