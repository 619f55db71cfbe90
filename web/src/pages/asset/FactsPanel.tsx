import { Download } from "lucide-react";
import { useQuery } from "urql";
import { Badge } from "../../design/Badge";
import { Icon } from "../../design/Icon";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { VersionFactsDocument } from "../../graphql/generated";
import { rateName } from "../../timecode/rational";
import { words } from "../../words/en";
import { date, duration, grouped, size } from "../../words/format";
import { Facts } from "./Facts";
import styles from "./Panel.module.css";
import { RunFacts } from "./Provenance";
import type { VersionOnPage } from "./VersionView";

/** What the file is, and every analysis that was made of it. */
export function FactsPanel({ version, tags }: { version: VersionOnPage; tags: readonly string[] }) {
  const [{ data, error }] = useQuery({ query: VersionFactsDocument, variables: { id: version.id } });
  const say = words.asset;
  const found = data?.node?.__typename === "Version" ? data.node : null;
  if (error && !found) return <Notice kind="error" title={error.message} />;
  if (!found) return <Loading />;
  const { media: known } = version;
  const { media } = found;
  const original = version.representations.find(({ role }) => role === "ORIGINAL");
  const rate =
    known.width === null
      ? null
      : known.frameRate &&
        `${rateName(known.frameRate)}${known.variableFrameRate ? `, ${say.facts.variable}` : ""}`;
  return (
    <div className={styles.parts}>
      {media.warnings.length > 0 && (
        <Notice kind="warning" title={say.warnings}>
          {media.warnings.join(" ")}
        </Notice>
      )}
      <section className={styles.part}>
        <h2>{say.file}</h2>
        <Facts
          facts={[
            [say.facts.size, size(found.bytes)],
            [say.facts.container, media.container],
            [say.facts.ingested, date(found.createdAt)],
            [say.facts.length, known.seconds === null ? null : duration(known.seconds)],
            [say.facts.tags, tags.join(", ")],
            [say.facts.sha, <code key="sha">{found.sha256}</code>],
          ]}
        />
        {original && (
          <a className={styles.download} href={original.url} download>
            <Icon of={Download} /> {say.download}
          </a>
        )}
      </section>
      {known.width !== null && (
        <section className={styles.part}>
          <h2>{say.picture}</h2>
          <Facts
            facts={[
              [say.facts.resolution, `${known.width} × ${known.height}`],
              [say.facts.rate, rate],
              [say.facts.start, known.startTimecode],
              [say.facts.codec, media.videoCodec],
              [say.facts.colour, media.colour],
            ]}
          />
        </section>
      )}
      {media.audioCodec !== null && (
        <section className={styles.part}>
          <h2>{say.sound}</h2>
          <Facts
            facts={[
              [say.facts.codec, media.audioCodec],
              [say.facts.channels, media.audioLayout ?? media.audioChannels],
              [say.facts.sampleRate, media.sampleRate && `${grouped(media.sampleRate)} Hz`],
            ]}
          />
        </section>
      )}
      <section className={styles.part}>
        <h2>{say.runs}</h2>
        {found.runs.edges.map(({ node }) => (
          <details key={node.id} className={styles.row}>
            <summary>
              {date(node.createdAt)}{" "}
              <Badge
                tone={node.status === "SUCCEEDED" ? "good" : node.status === "FAILED" ? "bad" : "neutral"}
              >
                {say.runStatus[node.status]}
              </Badge>
            </summary>
            {node.error && <Notice kind="error" title={node.error.message} />}
            <RunFacts run={node} />
          </details>
        ))}
      </section>
    </div>
  );
}
