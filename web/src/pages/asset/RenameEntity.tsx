import { useState } from "react";
import { TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { RenameEntityDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import type { SeenEntity } from "./SeenPanel";

interface RenameEntityProps {
  entity: SeenEntity;
  onDone: () => void;
  onClose: () => void;
}

/** Gives somebody or something a name. */
export function RenameEntity({ entity, onDone, onClose }: RenameEntityProps) {
  const [name, setName] = useState(entity.name ?? "");
  const { run, busy, at, rest } = useDeed(RenameEntityDocument);
  const rename = async () => {
    if (!(await run({ input: { id: entity.id, name, expectedVersion: entity.version } }))) return;
    onDone();
    onClose();
  };
  return (
    <FormDialog
      title={words.asset.renameTitle}
      deed={words.asset.rename}
      busy={busy}
      problems={rest("name")}
      onDone={rename}
      onClose={onClose}
    >
      <TextField
        label={words.asset.name}
        hint={words.asset.renameHint}
        value={name}
        required
        problem={at("name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
