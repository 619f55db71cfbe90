import { FileInput } from "lucide-react";
import { useCallback, useRef } from "react";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import type { Role } from "../../graphql/generated";
import { useDroppedFiles } from "../../upload/useDroppedFiles";
import { words } from "../../words/en";
import { Cut } from "./Cut";
import styles from "./Timelines.module.css";
import { useConform } from "./useConform";

export interface ProjectOfCut {
  id: string;
  name: string;
  myRole: Role;
}

const KINDS = ".otio,.otioz,.edl,.xml,.fcpxml,.aaf,.ale,.txt";

/** Takes a timeline's file, and shows what became of its clips. */
export default function Conforming({ project }: { project: ProjectOfCut }) {
  const { read, reading, done, failed } = useConform(project.id);
  const input = useRef<HTMLInputElement>(null);
  const take = useCallback(
    (files: File[]) => {
      if (files[0]) void read(files[0]);
    },
    [read],
  );
  const over = useDroppedFiles(take);
  const say = words.timelines;
  const pick = (
    <>
      <Button
        kind={done ? "plain" : "primary"}
        icon={FileInput}
        busy={reading}
        onClick={() => input.current?.click()}
      >
        {done ? say.pickAnother : say.pick}
      </Button>
      <input
        ref={input}
        type="file"
        accept={KINDS}
        hidden
        aria-label={say.pick}
        data-testid="timeline-file"
        onChange={(event) => {
          take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
  return (
    <>
      {failed && (
        <Notice kind="error" title={say.failed(failed.file.name)}>
          {failed.message}
        </Notice>
      )}
      {done ? (
        <Cut
          key={`${done.file.name} ${done.rate?.num} ${done.clips.length}`}
          project={project}
          conformed={done}
          reading={reading}
          pick={pick}
          onRate={(rate) => void read(done.file, rate)}
        />
      ) : (
        <section className={styles.drop} aria-label={say.title}>
          {reading ? <Loading label={say.reading} /> : <Icon of={FileInput} size={32} />}
          <h2>{reading ? say.reading : say.drop}</h2>
          <p>{say.hint}</p>
          {pick}
          <p className={styles.soft}>{say.dropHint}</p>
        </section>
      )}
      {over && <p className={styles.over}>{say.dropOver}</p>}
    </>
  );
}
