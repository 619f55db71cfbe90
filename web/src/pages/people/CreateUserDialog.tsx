import { useState } from "react";
import { Choice, TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { CreateUserDocument, type UserItemFragment, type UserKind } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./People.module.css";

const said = words.people;

/** Asks whom to make a user of this server. */
export function CreateUserDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (user: UserItemFragment) => void;
}) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<UserKind>("PERSON");
  const [admin, setAdmin] = useState(false);
  const { run, busy, at, rest } = useDeed(CreateUserDocument);

  async function make() {
    const made = await run({ input: { name, kind, admin } });
    if (made?.createUser.user) onMade(made.createUser.user);
  }

  return (
    <FormDialog
      title={said.create}
      deed={said.make}
      busy={busy}
      problems={rest("name", "kind", "admin")}
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
      <Choice
        label={said.kind}
        problem={at("kind")}
        value={kind}
        onChange={(event) => setKind(event.target.value as UserKind)}
      >
        <option value="PERSON">{said.kinds.PERSON}</option>
        <option value="SERVICE">{said.kinds.SERVICE}</option>
      </Choice>
      <label className={styles.switch}>
        <input type="checkbox" checked={admin} onChange={() => setAdmin(!admin)} />
        {said.admin}
      </label>
    </FormDialog>
  );
}
