import { ArrowDown, ArrowUp, GripVertical, X } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { Button, IconButton } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Icon } from "../../design/Icon";
import type { SessionHead } from "../../room/log";
import { words } from "../../words/en";
import { moved } from "./arranging";
import { FindVersions } from "./FindVersions";
import styles from "./PlaylistDialog.module.css";
import { useArrange } from "./useArrange";
import { useDragging } from "./useDragging";

const say = words.review.playlist;

/** What is reviewed, and in what order: everyone in the room sees each change at once. */
export function PlaylistDialog({
  head,
  projectKey,
  onClose,
}: {
  head: SessionHead;
  projectKey: string;
  onClose: () => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const { wanted, arrange } = useArrange();
  const ids = wanted ?? head.playlist.map(({ id }) => id);
  const versions = new Map(head.playlist.map((version) => [version.id, version]));
  const { over, handlers } = useDragging((from, to) => arrange(moved(ids, from, to)), "down");
  const move = (from: number, to: number) => {
    if (to < 0 || to >= ids.length) return;
    arrange(moved(ids, from, to));
    // The focus goes along with what is moved, so that it can be moved on.
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>("li")[to]?.focus());
  };
  const key = (place: number) => (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const to = { ArrowUp: place - 1, ArrowDown: place + 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (event.altKey) move(place, to);
    else list.current?.querySelectorAll<HTMLElement>("li")[to]?.focus();
  };
  return (
    <Dialog
      title={say.edit}
      wide
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={onClose}>
          {say.done}
        </Button>
      }
    >
      <div className={styles.both}>
        <section className={styles.now}>
          <h3 className={styles.title}>{say.now}</h3>
          <p className={styles.hint}>{say.hint}</p>
          <ol ref={list} className={styles.list} aria-label={say.now}>
            {ids.map((id, place) => {
              const version = versions.get(id);
              const name = version ? `${version.asset.name} ${say.version(version.number)}` : say.coming;
              const poster = version?.representations.find(({ role }) => role === "POSTER");
              return (
                <li
                  key={id}
                  className={over?.place === place ? styles[over.after ? "after" : "before"] : ""}
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: so that keys reach it
                  tabIndex={0}
                  aria-label={name}
                  data-testid="playlist-entry"
                  onKeyDown={key(place)}
                  {...handlers(place)}
                >
                  <span className={styles.grip}>
                    <Icon of={GripVertical} />
                  </span>
                  {poster ? (
                    <img className={styles.poster} src={poster.url} alt="" draggable={false} />
                  ) : (
                    <span className={styles.poster} />
                  )}
                  <span className={styles.name}>{name}</span>
                  <IconButton
                    label={say.up(name)}
                    icon={ArrowUp}
                    disabled={place === 0}
                    onClick={() => move(place, place - 1)}
                  />
                  <IconButton
                    label={say.down(name)}
                    icon={ArrowDown}
                    disabled={place === ids.length - 1}
                    onClick={() => move(place, place + 1)}
                  />
                  <IconButton
                    label={say.remove(name)}
                    icon={X}
                    disabled={ids.length === 1}
                    onClick={() => arrange(ids.filter((each) => each !== id))}
                  />
                </li>
              );
            })}
          </ol>
        </section>
        <FindVersions projectKey={projectKey} there={new Set(ids)} onAdd={(id) => arrange([...ids, id])} />
      </div>
    </Dialog>
  );
}
