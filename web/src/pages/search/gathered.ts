import type { HitFragment } from "../../graphql/generated";

type Project = HitFragment["shot"]["version"]["asset"]["project"];

export interface Gathered {
  project: Project;
  /** Versions that the hits are in, each once, in the order of the hits. */
  versions: string[];
}

/** Hits by project, that of the first hit first: a review belongs to one. */
export function byProject(hits: Iterable<HitFragment>): Gathered[] {
  const groups = new Map<string, { project: Project; versions: Set<string> }>();
  for (const { shot } of hits) {
    const { project } = shot.version.asset;
    const group = groups.get(project.id) ?? { project, versions: new Set<string>() };
    group.versions.add(shot.version.id);
    groups.set(project.id, group);
  }
  return [...groups.values()].map(({ project, versions }) => ({ project, versions: [...versions] }));
}
