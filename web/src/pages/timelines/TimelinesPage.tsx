import { useSearchParams } from "wouter";
import { useViewer } from "../../app/useViewer";
import { LinkButton } from "../../design/Button";
import { Choice } from "../../design/Field";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { Page } from "../../design/Page";
import { words } from "../../words/en";
import Conforming from "./Conforming";

/** `/timelines?project=KEY`: a cut made elsewhere finds its footage in one of the viewer's projects. */
export default function TimelinesPage() {
  const viewer = useViewer();
  const [params, setParams] = useSearchParams();
  if (!viewer) return <Loading page />;
  const say = words.timelines;
  const projects = viewer.projects.edges.map(({ node }) => node);
  const project = projects.find(({ key }) => key === params.get("project")) ?? projects[0];
  if (!project)
    return (
      <Notice
        kind="empty"
        title={say.noProject}
        page
        action={<LinkButton href="/projects">{say.toLibrary}</LinkButton>}
      />
    );
  return (
    <Page
      title={say.title}
      actions={
        <Choice
          label={say.project}
          hideLabel
          value={project.key}
          onChange={(event) => setParams({ project: event.target.value }, { replace: true })}
        >
          {projects.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Choice>
      }
    >
      <Conforming key={project.id} project={project} />
    </Page>
  );
}
