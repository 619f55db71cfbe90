import { useState } from "react";
import { useQuery } from "urql";
import { Choice, TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { EntitiesOfProjectDocument, MergeEntitiesDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { SeenEntity } from "./SeenPanel";

interface MergeEntityProps {
  entity: SeenEntity;
  project: string;
  onDone: () => void;
  onClose: () => void;
}

/** Says that an entity is the same as another of the project, which then stands for both. */
export function MergeEntity({ entity, project, onDone, onClose }: MergeEntityProps) {
  const [part, setPart] = useState("");
  const [chosen, setChosen] = useState("");
  const variables = { project, name: part.trim() || null };
  const [{ data }] = useQuery({ query: EntitiesOfProjectDocument, variables });
  const { run, busy, rest } = useDeed(MergeEntitiesDocument);
  const others = (data?.entities.edges ?? []).map(({ node }) => node).filter(({ id }) => id !== entity.id);
  const into = others.find(({ id }) => id === chosen) ?? others[0];
  const say = words.asset;
  const merge = async () => {
    if (!into) return;
    const input = { into: into.id, entities: [entity.id], expectedVersion: into.version };
    if (!(await run({ input }))) return;
    onDone();
    onClose();
  };
  return (
    <FormDialog
      title={say.mergeTitle(entity.name ?? say.unnamed)}
      deed={say.mergeDo}
      busy={busy || !into}
      problems={rest()}
      onDone={merge}
      onClose={onClose}
    >
      <TextField
        label={say.mergeFind}
        value={part}
        onChange={(event) => setPart(event.currentTarget.value)}
      />
      <Choice
        label={say.mergeInto}
        hint={others.length === 0 ? say.mergeNone : say.mergeHint}
        value={into?.id ?? ""}
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        {others.map(({ id, name, kind }) => (
          <option key={id} value={id}>
            {name ?? say.unnamed} ({say.kinds[kind]})
          </option>
        ))}
      </Choice>
    </FormDialog>
  );
}
