import { useState } from "react";
import { Choice, TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { CreateGuestLinkDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { inDays } from "../../words/format";
import type { ProjectHead } from "./ProjectPage";

const said = words.members;

/** Asks what a guest link is for, how long it lasts, and what guests may do. */
export function CreateGuestLinkDialog({
  project,
  onClose,
  onMade,
}: {
  project: ProjectHead;
  onClose: () => void;
  onMade: (path: string) => void;
}) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("7");
  const [comment, setComment] = useState("yes");
  const [password, setPassword] = useState("");
  const { run, busy, at, rest } = useDeed(CreateGuestLinkDocument);

  async function make() {
    const made = await run({
      input: {
        project: project.id,
        name,
        expiresAt: inDays(Number(days)),
        mayComment: comment === "yes",
        password: password || null,
      },
    });
    if (made?.createGuestLink.path) onMade(made.createGuestLink.path);
  }

  return (
    <FormDialog
      title={said.createLink}
      deed={said.makeLink}
      busy={busy}
      problems={rest("name", "expiresAt", "password")}
      onDone={make}
      onClose={onClose}
    >
      <TextField
        label={said.linkName}
        hint={said.linkNameHint}
        problem={at("name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
      />
      <Choice label={said.may} value={comment} onChange={(event) => setComment(event.target.value)}>
        <option value="yes">{said.mayComment}</option>
        <option value="no">{said.mayLook}</option>
      </Choice>
      <Choice
        label={said.expires}
        problem={at("expiresAt")}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      >
        {Object.entries(said.expiresIn).map(([number, text]) => (
          <option key={number} value={number}>
            {text}
          </option>
        ))}
      </Choice>
      <TextField
        label={said.password}
        hint={said.passwordHint}
        problem={at("password")}
        value={password}
        autoComplete="off"
        onChange={(event) => setPassword(event.target.value)}
      />
    </FormDialog>
  );
}
