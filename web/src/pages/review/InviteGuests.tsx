import { Copy, Link2 } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../../design/Button";
import { Choice, TextField } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { CreateGuestLinkDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import type { Project } from "../../room/review";
import { words } from "../../words/en";
import { inDays } from "../../words/format";
import styles from "./GuestsDialog.module.css";

const say = words.review.guests;

/** Makes a link for guests of one review, and shows it this once. */
export function InviteGuests({
  project,
  sessionId,
  onMade,
}: {
  project: Project;
  sessionId: string;
  onMade: () => void;
}) {
  const [name, setName] = useState("");
  const [may, setMay] = useState("comment");
  const [days, setDays] = useState("7");
  const [password, setPassword] = useState("");
  const [link, setLink] = useState<string | null>(null);
  const { run, busy, at, rest } = useDeed(CreateGuestLinkDocument);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    const made = await run({
      input: {
        project: project.id,
        session: sessionId,
        name: name.trim(),
        expiresAt: inDays(Number(days)),
        mayComment: may === "comment",
        password: password || null,
      },
    });
    if (!made?.createGuestLink.path) return;
    setLink(window.location.origin + made.createGuestLink.path);
    setName("");
    setPassword("");
    onMade();
  };
  return (
    <form className={styles.form} onSubmit={(event) => void make(event)}>
      {rest("name", "expiresAt", "password").map((message) => (
        <Notice key={message} kind="error" title={message} />
      ))}
      <TextField
        label={say.name}
        hint={say.nameHint}
        problem={at("name")}
        value={name}
        required
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
      <div className={styles.pair}>
        <Choice label={say.may} value={may} onChange={({ target }) => setMay(target.value)}>
          <option value="comment">{say.mayComment}</option>
          <option value="look">{say.mayLook}</option>
        </Choice>
        <Choice
          label={say.ends}
          problem={at("expiresAt")}
          value={days}
          onChange={({ target }) => setDays(target.value)}
        >
          {Object.entries(say.endsIn).map(([number, text]) => (
            <option key={number} value={number}>
              {text}
            </option>
          ))}
        </Choice>
      </div>
      <TextField
        label={say.password}
        hint={say.passwordHint}
        problem={at("password")}
        value={password}
        autoComplete="off"
        onChange={({ target }) => setPassword(target.value)}
      />
      <Button type="submit" icon={Link2} busy={busy} disabled={name.trim() === ""}>
        {say.make}
      </Button>
      {link !== null && <Made key={link} link={link} />}
    </form>
  );
}

function Made({ link }: { link: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState("");
  const copy = async () => {
    frame.current?.querySelector("input")?.select();
    try {
      await navigator.clipboard.writeText(link);
      setTold(words.app.copied);
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      setTold(words.app.copyFailed); // not allowed, or no clipboard without https
    }
  };
  return (
    <div ref={frame} className={styles.made}>
      <TextField
        label={say.link}
        hint={say.once}
        value={link}
        readOnly
        spellCheck={false}
        data-testid="guest-address"
        onFocus={({ target }) => target.select()}
      />
      <Button kind="primary" icon={Copy} onClick={() => void copy()}>
        {words.app.copy}
      </Button>
      <p role="status">{told}</p>
    </div>
  );
}
