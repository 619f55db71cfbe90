import { Clapperboard } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { Badge } from "../../design/Badge";
import { Button } from "../../design/Button";
import { Choice } from "../../design/Field";
import { Notice } from "../../design/Notice";
import type { Rational } from "../../timecode/rational";
import { rateName } from "../../timecode/rational";
import { words } from "../../words/en";
import { ClipTable } from "./ClipTable";
import type { ProjectOfCut } from "./Conforming";
import { type Choices, placesOf, playlistOf } from "./clips";
import { Overview } from "./Overview";
import { ReviewOfCut } from "./ReviewOfCut";
import styles from "./Timelines.module.css";
import { type Conformed, mayLackRate } from "./useConform";

interface CutProps {
  project: ProjectOfCut;
  conformed: Conformed;
  reading: boolean;
  /** What chooses another file. */
  pick: ReactNode;
  onRate: (rate: Rational | null) => void;
}

const RATES: readonly Rational[] = [
  { num: 24000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 30, den: 1 },
  { num: 50, den: 1 },
  { num: 60000, den: 1001 },
  { num: 60, den: 1 },
];

/** A timeline that was read: how much of it is here, clip by clip, and the way into a review of it. */
export function Cut({ project, conformed, reading, pick, onRate }: CutProps) {
  const { file, rate, timeline, clips } = conformed;
  const [choices, setChoices] = useState<Choices>(new Map());
  const [reviewing, setReviewing] = useState(false);
  const playlist = useMemo(() => playlistOf(clips, choices), [clips, choices]);
  const found = useMemo(() => placesOf(clips, choices, "found").length, [clips, choices]);
  const mayReview = !["VIEWER", "REVIEWER"].includes(project.myRole);
  const say = words.timelines;
  const name = timeline.name || file.name;
  return (
    <section className={styles.cut} aria-busy={reading} aria-label={name}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h2>{name}</h2>
          <p className={styles.soft}>
            <span className="timecode">{timeline.start}</span>,{" "}
            {say.facts(rateName(timeline.rate), timeline.tracks)}
          </p>
        </div>
        {mayLackRate(file) && (
          <Choice
            label={say.rate}
            value={rate ? `${rate.num}/${rate.den}` : ""}
            disabled={reading}
            onChange={(event) =>
              onRate(RATES.find(({ num, den }) => `${num}/${den}` === event.target.value) ?? null)
            }
          >
            <option value="">{say.rateKnown}</option>
            {RATES.map(({ num, den }) => (
              <option key={`${num}/${den}`} value={`${num}/${den}`}>
                {rateName({ num, den })}
              </option>
            ))}
          </Choice>
        )}
        <div className={styles.actions}>
          {pick}
          {mayReview && (
            <Button
              kind="primary"
              icon={Clapperboard}
              disabled={playlist.length === 0}
              onClick={() => setReviewing(true)}
            >
              {say.review}
            </Button>
          )}
        </div>
      </header>
      {timeline.notes.length > 0 && (
        <Notice kind="info" title={say.notes}>
          {timeline.notes.join(" ")}
        </Notice>
      )}
      {clips.length === 0 ? (
        <Notice kind="empty" title={say.empty}>
          {say.emptyHint}
        </Notice>
      ) : (
        <>
          <p role="status">
            <Badge tone={found === clips.length ? "good" : "warn"}>{say.matched(found, clips.length)}</Badge>
          </p>
          <Overview
            frames={timeline.frames}
            clips={clips}
            choices={choices}
            label={say.overview(found, clips.length)}
          />
          <ClipTable
            clips={clips}
            choices={choices}
            onChoose={(place, version) => {
              const now = new Map(choices);
              if (version) now.set(place, version);
              else now.delete(place);
              setChoices(now);
            }}
          />
        </>
      )}
      {reviewing && (
        <ReviewOfCut
          project={project.id}
          name={name}
          playlist={playlist}
          onClose={() => setReviewing(false)}
        />
      )}
    </section>
  );
}
