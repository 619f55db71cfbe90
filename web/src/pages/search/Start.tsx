import { ArrowRight, FileVideo } from "lucide-react";
import type { CombinedError } from "urql";
import { Link } from "wouter";
import { Button, LinkButton } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Skeleton } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import type { SearchStartQuery } from "../../graphql/generated";
import { saidBy } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./Start.module.css";
import { newestAssets, pictureOf, recentProjects, type StartAsset, type StartProject } from "./start";

const NEWEST = 8;
const PROJECTS = 6;

/** What there is to look at before anything is asked: the newest footage, and the projects. */
export function Start({
  data,
  error,
  retry,
}: {
  data: SearchStartQuery | undefined;
  error: CombinedError | undefined;
  retry: () => void;
}) {
  if (error && !data)
    return (
      <div className={styles.part}>
        <Notice
          kind="error"
          title={words.search.startFailed}
          action={<Button onClick={retry}>{words.app.tryAgain}</Button>}
        >
          {saidBy(error).message}
        </Notice>
      </div>
    );
  if (!data) return <Skeletons />;
  const newest = newestAssets(data, NEWEST);
  const projects = recentProjects(data).slice(0, PROJECTS);
  if (newest.length === 0)
    return (
      <Notice
        page
        kind="empty"
        title={words.search.emptyLibrary}
        action={
          <LinkButton kind="primary" href="/projects">
            {words.search.toUpload}
          </LinkButton>
        }
      >
        {words.search.emptyLibraryHint}
      </Notice>
    );
  return (
    <>
      <section aria-labelledby="newest" className={styles.part}>
        <h2 id="newest">{words.search.newest}</h2>
        <ul className={styles.assets}>
          {newest.map(({ asset, project }) => (
            <li key={asset.id}>
              <AssetCard asset={asset} project={project} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="projects" className={styles.part}>
        <div className={styles.head}>
          <h2 id="projects">{words.search.projects}</h2>
          <Link href="/projects" className={styles.all ?? ""}>
            {words.search.toLibrary} <Icon of={ArrowRight} size={16} />
          </Link>
        </div>
        <ul className={styles.projects}>
          {projects.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function AssetCard({ asset, project }: { asset: StartAsset; project: string }) {
  const { seconds } = asset.latest.media;
  return (
    <Link href={`/asset/${encodeURIComponent(asset.id)}`} className={styles.card ?? ""}>
      <Picture url={pictureOf(asset)}>
        {seconds !== null && <span className={styles.length}>{words.search.lasts(seconds)}</span>}
      </Picture>
      <span className={styles.name}>{asset.name}</span>
      <span className={styles.soft}>{project}</span>
    </Link>
  );
}

function ProjectCard({ project }: { project: StartProject }) {
  const assets = project.assets.edges.map(({ node }) => node);
  return (
    <Link href={`/projects/${encodeURIComponent(project.key)}`} className={styles.card ?? ""}>
      <span className={styles.strip}>
        {assets.slice(0, 3).map((asset) => (
          <Picture key={asset.id} url={pictureOf(asset)} />
        ))}
        {assets.length === 0 && <Picture url={undefined} />}
      </span>
      <span className={styles.name}>{project.name}</span>
      {project.key !== project.name && <span className={styles.soft}>{project.key}</span>}
    </Link>
  );
}

function Picture({ url, children }: { url: string | undefined; children?: React.ReactNode }) {
  return (
    <span className={styles.picture}>
      {url ? <img src={url} alt="" loading="lazy" decoding="async" /> : <Icon of={FileVideo} size={24} />}
      {children}
    </span>
  );
}

function Skeletons() {
  return (
    <ul className={styles.assets} aria-hidden="true">
      {Array.from({ length: NEWEST }, (_, place) => `card ${place}`).map((key) => (
        <li key={key} className={styles.card}>
          <Skeleton height="8.5rem" />
          <Skeleton width="70%" height="1.25rem" />
        </li>
      ))}
    </ul>
  );
}
