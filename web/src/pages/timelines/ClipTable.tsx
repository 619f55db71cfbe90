import { useState } from "react";
import { Button } from "../../design/Button";
import { Choice } from "../../design/Field";
import { Table } from "../../design/Table";
import { words } from "../../words/en";
import { ClipRow } from "./ClipRow";
import { type Choices, placesOf, type Which } from "./clips";
import styles from "./Timelines.module.css";
import type { ConformedClip } from "./useConform";

const STEP = 200;
const WHICH: readonly Which[] = ["all", "found", "missing"];

interface ClipTableProps {
  clips: readonly ConformedClip[];
  choices: Choices;
  onChoose: (place: number, version: string | null) => void;
}

/** Every clip of a timeline, what was found for it, or why nothing was. */
export function ClipTable({ clips, choices, onChoose }: ClipTableProps) {
  const [which, setWhich] = useState<Which>("all");
  const [most, setMost] = useState(STEP);
  const say = words.timelines;
  const places = placesOf(clips, which === "missing" ? new Map() : choices, which);
  const left = places.length - most;
  return (
    <>
      <div className={styles.which}>
        <Choice
          label={say.show}
          hideLabel
          value={which}
          onChange={(event) => {
            setWhich(event.target.value as Which);
            setMost(STEP);
          }}
        >
          {WHICH.map((each) => (
            <option key={each} value={each}>
              {say[each]}
            </option>
          ))}
        </Choice>
      </div>
      <Table name={say.clips} heads={[say.clip, say.place, say.footage, say.how]}>
        {places.slice(0, most).map((place) => {
          const clip = clips[place];
          return (
            clip && (
              <ClipRow
                key={place}
                clip={clip}
                chosen={choices.get(place) ?? null}
                onChoose={(version) => onChoose(place, version)}
              />
            )
          );
        })}
      </Table>
      {left > 0 && <Button onClick={() => setMost(most + STEP)}>{say.more(Math.min(left, STEP))}</Button>}
    </>
  );
}
