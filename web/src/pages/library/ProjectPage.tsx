import { lazy, Suspense } from "react";
import { useQuery, useSubscription } from "urql";
import { Link, useRoute } from "wouter";
import { Badge } from "../../design/Badge";
import { Button, LinkButton } from "../../design/Button";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Page } from "../../design/Page";
import { Tabs } from "../../design/Tabs";
import { ProjectEventsDocument, ProjectHeadDocument, type ProjectHeadQuery } from "../../graphql/generated";
import { DropZone } from "../../upload/DropZone";
import { UploadButtons } from "../../upload/UploadButtons";
import { words } from "../../words/en";
import { AssetsTab } from "./AssetsTab";
import { reaches } from "./roles";

const ReviewsTab = lazy(() => import("./ReviewsTab"));
const Conforming = lazy(() => import("../timelines/Conforming"));
const MembersTab = lazy(() => import("./MembersTab"));

const said = words.project;

export type ProjectHead = NonNullable<ProjectHeadQuery["project"]>;

/** One project, by the part that its address names. */
export default function ProjectPage({ projectKey }: { projectKey: string }) {
  const [{ data, error }, again] = useQuery({ query: ProjectHeadDocument, variables: { key: projectKey } });
  const project = data?.project;
  if (project) return <Found project={project} />;
  if (data)
    return (
      <Notice
        kind="empty"
        title={said.missing}
        page
        action={<LinkButton href="/projects">{said.back}</LinkButton>}
      >
        {said.missingHint}
      </Notice>
    );
  if (error)
    return (
      <Notice
        kind="error"
        title={said.failed}
        page
        action={
          <Button onClick={() => again({ requestPolicy: "network-only" })}>{words.app.tryAgain}</Button>
        }
      >
        {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
      </Notice>
    );
  return <Loading page />;
}

function Found({ project }: { project: ProjectHead }) {
  useSubscription({ query: ProjectEventsDocument, variables: { projectId: project.id } });
  const [, match] = useRoute<{ key: string; part?: string }>("/projects/:key/:part?");
  const part = match?.part ?? "assets";
  const root = `/projects/${encodeURIComponent(project.key)}`;
  const mayUpload = reaches(project.myRole, "ARTIST");
  const tabs = [
    { href: root, label: said.assets, here: part === "assets" },
    { href: `${root}/reviews`, label: said.reviews, here: part === "reviews" },
    { href: `${root}/timelines`, label: said.timelines, here: part === "timelines" },
    { href: `${root}/members`, label: said.members, here: part === "members" },
  ];
  return (
    <Page
      title={project.name}
      above={<Link href="/projects">{said.back}</Link>}
      beside={<Badge>{words.library.roles[project.myRole]}</Badge>}
      actions={mayUpload && <UploadButtons project={project} />}
    >
      {mayUpload && part !== "timelines" && <DropZone project={project} />}
      <Tabs name={said.parts} tabs={tabs} />
      <Suspense fallback={<Loading page />}>
        {part === "assets" && <AssetsTab project={project} />}
        {part === "reviews" && <ReviewsTab project={project} />}
        {part === "timelines" && <Conforming project={project} />}
        {part === "members" && <MembersTab project={project} />}
      </Suspense>
    </Page>
  );
}
