import { Clapperboard } from "lucide-react";
import { Link } from "wouter";
import { Badge } from "../../design/Badge";
import { Icon } from "../../design/Icon";
import type { ProjectCardFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { count } from "../../words/format";
import styles from "./Library.module.css";
import { pictureOf } from "./picture";

const said = words.library;

/** A project by the pictures of its newest assets. */
export function ProjectCard({ project }: { project: ProjectCardFragment }) {
  const pictures = project.newest.edges
    .map(({ node }) => pictureOf(node.latest.representations))
    .filter((url) => url !== null);
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
          <code>{project.key}</code>
          <Badge>{said.roles[project.myRole]}</Badge>
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
