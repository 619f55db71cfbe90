import { Info, Sparkles } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { Badge } from "../../design/Badge";
import { Button, LinkButton } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { ShotDetailsDocument, type ShotDetailsQuery } from "../../graphql/generated";
import type { FrameClock } from "../../player/FrameClock";
import { words } from "../../words/en";
import styles from "./Panel.module.css";
import { Provenance } from "./Provenance";
import { TrackRow } from "./TrackRow";
import type { KnownShot } from "./useKnown";
import { Verdicts } from "./Verdicts";

type Details = Extract<ShotDetailsQuery["node"], { __typename: "Shot" }>;
export type DetailedTrack = Details["tracks"]["edges"][number]["node"];

interface ShotPanelProps {
  player: FrameClock;
  shot: KnownShot | null;
  shots: number;
  mayJudge: boolean;
  marked: string | null;
  onMark: (track: string | null) => void;
}

/** What is known of the shot on the screen: its words, what was followed through it, and whether that is right. */
export function ShotPanel({ player, shot, shots, mayJudge, marked, onMark }: ShotPanelProps) {
  const [asking, setAsking] = useState<{ run: string; input: string; what: string } | null>(null);
  const [{ data, error }] = useQuery({
    query: ShotDetailsDocument,
    variables: { id: shot?.id ?? "" },
    pause: shot === null,
  });
  const say = words.asset;
  if (shot === null) return <p className={styles.soft}>{say.noShots}</p>;
  const details = data?.node?.__typename === "Shot" && data.node.id === shot.id ? data.node : null;
  if (error && !details) return <Notice kind="error" title={error.message} />;
  if (!details) return <Loading />;
  const name = say.shot(details.index + 1);
  const { range, labels, provenance, tracks } = details;
  const ask = (what: string, { run, inputSha256 }: typeof provenance) =>
    setAsking({ run: run.id, input: inputSha256, what });
  return (
    <div className={styles.parts}>
      <header className={styles.part}>
        <h2>{say.shotOf(details.index + 1, shots)}</h2>
        <p className={styles.soft}>
          <span className="timecode">
            {range.startTimecode} – {range.endTimecode}
          </span>
          {", "}
          {say.frames(range.end - range.start)}
          {", "}
          {say.begins[details.transitionIn]}
        </p>
        {mayJudge && <Verdicts about={details.id} what={name} given={details.verdicts} />}
        <div className={styles.actions}>
          <LinkButton href={`/?like=${details.id}`} icon={Sparkles}>
            {say.similar}
          </LinkButton>
          <Button icon={Info} onClick={() => ask(name, provenance)}>
            {say.provenance}
          </Button>
        </div>
      </header>
      <section className={styles.part}>
        <h3>{say.labels}</h3>
        {labels.length === 0 && <p className={styles.soft}>{say.noLabels}</p>}
        <ul className={styles.chips}>
          {labels.map(({ name: word, score, source }) => (
            <li key={`${source} ${word}`}>
              <Badge tone="info">
                {word} {Math.round(score * 100)} %
              </Badge>
            </li>
          ))}
        </ul>
      </section>
      <section className={styles.part}>
        <h3>{say.tracks}</h3>
        {tracks.edges.length === 0 && <p className={styles.soft}>{say.noTracks}</p>}
        <ul className={styles.list}>
          {tracks.edges.map(({ node }) => (
            <TrackRow
              key={node.id}
              player={player}
              track={node}
              mayJudge={mayJudge}
              marked={node.id === marked}
              onMark={onMark}
              onProvenance={() => ask(node.entity?.name ?? node.label, node.provenance)}
            />
          ))}
        </ul>
      </section>
      {asking && <Provenance {...asking} onClose={() => setAsking(null)} />}
    </div>
  );
}
