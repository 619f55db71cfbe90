import { useState } from "react";
import { TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { type AssetItemFragment, EditAssetDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { tagsOf } from "./tags";

const said = words.project;

/** Changes what an asset is called, and its tags. */
export function EditAssetDialog({ asset, onClose }: { asset: AssetItemFragment; onClose: () => void }) {
  const [name, setName] = useState(asset.name);
  const [tags, setTags] = useState(asset.tags.join(", "));
  const { run, busy, at, rest } = useDeed(EditAssetDocument);

  async function save() {
    const changed = await run({
      input: { id: asset.id, expectedVersion: asset.version, name, tags: tagsOf(tags) },
    });
    if (changed) onClose();
  }

  return (
    <FormDialog
      title={asset.name}
      deed={said.save}
      busy={busy}
      problems={rest("name", "tags")}
      onDone={save}
      onClose={onClose}
    >
      <TextField
        label={said.name}
        problem={at("name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
      />
      <TextField
        label={said.tags}
        hint={said.tagsHint}
        problem={at("tags")}
        value={tags}
        onChange={(event) => setTags(event.target.value)}
      />
    </FormDialog>
  );
}
