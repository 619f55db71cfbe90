import { useState } from "react";
import { Choice, TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { CreateProjectDocument, type StorageMode } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";

const said = words.library;
const LONGEST_KEY = 64;

/** A short name made from a name: what is no letter or digit becomes a hyphen. */
export function keyFor(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_KEY)
    .replace(/^-|-$/g, "");
}

/** Asks for what a project needs to be made. */
export function CreateProjectDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (key: string) => void;
}) {
  const [name, setName] = useState("");
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [storage, setStorage] = useState<StorageMode>("COPY");
  const { run, busy, at, rest } = useDeed(CreateProjectDocument);

  async function make() {
    const key = ownKey ?? keyFor(name);
    const made = await run({ input: { name, key, storage } });
    if (made?.createProject.project) onMade(made.createProject.project.key);
  }

  return (
    <FormDialog
      title={said.create}
      deed={said.make}
      busy={busy}
      problems={rest("name", "key", "storage")}
      onDone={make}
      onClose={onClose}
    >
      <TextField
        label={said.name}
        hint={said.nameHint}
        problem={at("name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
      />
      <TextField
        label={said.key}
        hint={said.keyHint}
        problem={at("key")}
        value={ownKey ?? keyFor(name)}
        onChange={(event) => setOwnKey(event.target.value)}
        spellCheck={false}
        required
      />
      <Choice
        label={said.storage}
        problem={at("storage")}
        value={storage}
        onChange={(event) => setStorage(event.target.value as StorageMode)}
      >
        <option value="COPY">{said.storageCopy}</option>
        <option value="REFERENCE">{said.storageReference}</option>
      </Choice>
    </FormDialog>
  );
}
