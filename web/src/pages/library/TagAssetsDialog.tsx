import { useState } from "react";
import { TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { type AssetItemFragment, TagAssetsDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { count } from "../../words/format";
import { tagsOf } from "./tags";

const said = words.project;

/** Gives tags to several assets, and takes others away. */
export function TagAssetsDialog({
  assets,
  onClose,
}: {
  assets: readonly AssetItemFragment[];
  onClose: () => void;
}) {
  const [add, setAdd] = useState("");
  const [remove, setRemove] = useState("");
  const { run, busy, at, rest } = useDeed(TagAssetsDocument);

  async function save() {
    const ids = assets.map(({ id }) => id);
    if (await run({ input: { assets: ids, add: tagsOf(add), remove: tagsOf(remove) } })) onClose();
  }

  return (
    <FormDialog
      title={`${said.tagThem}: ${count(assets.length, "asset")}`}
      deed={said.save}
      busy={busy}
      problems={rest("add", "remove")}
      onDone={save}
      onClose={onClose}
    >
      <TextField
        label={said.addTags}
        hint={said.tagsHint}
        problem={at("add")}
        value={add}
        onChange={(event) => setAdd(event.target.value)}
      />
      <TextField
        label={said.removeTags}
        hint={said.tagsHint}
        problem={at("remove")}
        value={remove}
        onChange={(event) => setRemove(event.target.value)}
      />
    </FormDialog>
  );
}
