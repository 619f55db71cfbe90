import { type FormEvent, useState } from "react";
import { Button } from "../../design/Button";
import { TextField } from "../../design/Field";
import { Menu } from "../../design/Menu";
import { colourOf, initials } from "../../room/people";
import type { Participant } from "../../room/roomFollower";
import { words } from "../../words/en";
import styles from "./menus.module.css";
import faces from "./People.module.css";
import { keepName, useReview, useReviewState } from "./useReview";

const NOBODY: readonly Participant[] = [];
const SHOWN = 5;

function Face({ person, driving }: { person: Participant; driving: boolean }) {
  return (
    <span
      className={driving ? faces.driver : faces.face}
      style={{ background: colourOf(person.id) }}
      title={person.displayName}
      aria-hidden="true"
    >
      {initials(person.displayName)}
    </span>
  );
}

/** Who is in the room: faces in the bar, names and more behind them. */
export function People() {
  const review = useReview();
  const people = useReviewState((state) => state.room?.participants ?? NOBODY);
  const driver = useReviewState((state) => state.room?.driver?.id ?? null);
  const me = useReviewState((state) => state.me);
  const say = words.review.people;
  const leading = driver !== null && driver === me?.id;
  return (
    <div className={faces.people}>
      <ul className={faces.row} aria-label={say.label}>
        {people.map((person, place) => (
          <li key={person.id} data-testid="participant" className={place < SHOWN ? "" : "unseen"}>
            <Face person={person} driving={person.id === driver} />
            <span className="unseen">
              {person.displayName}
              {person.id === driver && `, ${say.leads}`}
            </span>
          </li>
        ))}
      </ul>
      <Menu label={say.count(people.length)} icon={<span className={faces.count}>{people.length}</span>}>
        <div className={styles.fields}>
          <ul className={styles.people} aria-label={say.label}>
            {people.map((person) => (
              <li key={person.id} className={styles.person}>
                <Face person={person} driving={person.id === driver} />
                <span className={styles.who}>
                  {person.id === me?.id ? say.you(person.displayName) : person.displayName}
                  <small>
                    {say.roles[person.role]}
                    {person.id === driver && `, ${say.leads}`}
                  </small>
                </span>
                {leading && person.id !== me?.id && person.role !== "VIEWER" && (
                  <Button onClick={() => void review.room.handOver(person.id)}>
                    {say.handTo(person.displayName)}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {me && <OwnName key={me.displayName} name={me.displayName} />}
        </div>
      </Menu>
    </div>
  );
}

function OwnName({ name }: { name: string }) {
  const review = useReview();
  const [wanted, setWanted] = useState(name);
  const say = words.review.people;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keepName(wanted.trim());
    void review.room.rename(wanted.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label={say.name}
        value={wanted}
        maxLength={80}
        required
        autoComplete="nickname"
        onChange={({ target }) => setWanted(target.value)}
      />
      <Button type="submit" disabled={wanted.trim() === "" || wanted.trim() === name}>
        {say.setName}
      </Button>
    </form>
  );
}
