import { useState } from "react";
import { Choice, TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { CreateTokenDocument, type Scope } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { inDays } from "../../words/format";

const said = words.account;

/** Asks what a token is for, how far it reaches and how long; for oneself, or as an administrator for somebody. */
export function CreateTokenDialog({
  user = null,
  onClose,
  onMade,
}: {
  user?: { id: string; name: string } | null;
  onClose: () => void;
  onMade: (secret: string) => void;
}) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("WRITE");
  const [days, setDays] = useState("30");
  const { run, busy, at, rest } = useDeed(CreateTokenDocument);

  async function make() {
    const expiresAt = days === "0" ? null : inDays(Number(days));
    const made = await run({ input: { name, scope, expiresAt, ...(user && { user: user.id }) } });
    if (made?.createToken.secret) onMade(made.createToken.secret);
  }

  return (
    <FormDialog
      title={user ? `${said.create}: ${user.name}` : said.create}
      deed={said.make}
      busy={busy}
      problems={rest("name", "scope", "expiresAt")}
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
        label={said.scope}
        problem={at("scope")}
        value={scope}
        onChange={(event) => setScope(event.target.value as Scope)}
      >
        {Object.entries(said.scopes).map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </Choice>
      <Choice
        label={said.expires}
        problem={at("expiresAt")}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      >
        {[1, 30, 365, 0].map((number) => (
          <option key={number} value={number}>
            {said.expiresIn[number as keyof typeof said.expiresIn]}
          </option>
        ))}
      </Choice>
    </FormDialog>
  );
}
