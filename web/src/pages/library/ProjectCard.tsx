import { Clapperboard } from "lucide-react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Icon } from "../../design/Icon";
import type { ProjectCardFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { count, duration } from "../../words/format";
import styles from "./Library.module.css";

const said = words.library;

/** A project by the pictures of its newest assets. */
export function ProjectCard({ project }: { project: ProjectCardFragment }) {
  const pictures = project.newest.edges
    .map(({ node }) => node.latest.posterUrl)
    .filter((url) => url !== null);
  const { counts } = project;
  const open = project.openReviews.edges.length;
  return (
    <li className={styles.card}>
      <div className={styles.pictures} data-many={pictures.length > 2 || undefined}>
        {pictures.length === 0 && (
          <span className={styles.noPicture}>
            <Icon of={Clapperboard} size={32} />
            {project.newest.edges.length === 0 && said.nothingIn}
          </span>
        )}
        {pictures.slice(0, 3).map((url) => (
          <img key={url} src={url} alt="" loading="lazy" />
        ))}
      </div>
      <div className={styles.about}>
        <h2>
          <Link href={`/projects/${encodeURIComponent(project.key)}`}>{project.name}</Link>
        </h2>
        <p className={styles.facts}>
          <span>{count(counts.assets, said.assets)}</span>
          {counts.shots > 0 && <span>{count(counts.shots, said.shots)}</span>}
          {counts.seconds > 0 && <span>{duration(counts.seconds)}</span>}
        </p>
        <p className={styles.facts}>
          <Badge>{said.roles[project.myRole]}</Badge>
          {counts.working > 0 && (
            <Badge tone="info">
              {counts.working} {said.working}
            </Badge>
          )}
          {counts.failed > 0 && (
            <Badge tone="bad">
              {counts.failed} {said.failedOnes}
            </Badge>
          )}
          {open > 0 && (
            <Badge tone="info">
              {count(open, said.reviews)}
              {project.openReviews.pageInfo.hasNextPage && "+"}
            </Badge>
          )}
        </p>
      </div>
    </li>
  );
}
