import { words } from "../../words/en";
import styles from "./Composer.module.css";
import type { Mentions } from "./useMentions";

/** Whom the word after the @ may mean. */
export function MentionList({ mentions: { id, found, chosen, choose } }: { mentions: Mentions }) {
  return (
    <div id={id} role="listbox" aria-label={words.review.composer.mention} className={styles.mentions}>
      {found.map((member, place) => (
        <div
          key={member.id}
          id={`${id}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === chosen}
          className={styles.mention}
          onPointerDown={(event) => {
            event.preventDefault();
            choose(member);
          }}
        >
          {member.name}
        </div>
      ))}
    </div>
  );
}
