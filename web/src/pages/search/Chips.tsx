import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { NamesDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { type Asked, isNarrowed, widened } from "./address";
import { dateText, lengthText } from "./bands";
import styles from "./Chips.module.css";
import { toggledIn, without } from "./choices";
import { usePictures } from "./pictures";

/** What is asked besides words, each with a way to ask it no more. */
export function Chips({ asked, ask }: { asked: Asked; ask: (next: Asked) => void }) {
  const ids = [...asked.projects, ...asked.entities, ...(asked.likeShot ? [asked.likeShot] : [])];
  const [{ data }] = useQuery({ query: NamesDocument, variables: { ids }, pause: ids.length === 0 });
  const previews = usePictures((pictures) => pictures.previews);
  const named = new Map(ids.length > 0 ? data?.nodes.map((node) => [node?.id, node]) : []);
  const shot = named.get(asked.likeShot ?? "");
  const name = (id: string) => {
    const node = named.get(id);
    if (node?.__typename === "Project") return node.name;
    return node?.__typename === "Entity" ? (node.entityName ?? words.search.unnamed(node.entityKind)) : "…";
  };
  const like = shot?.__typename === "Shot" ? shot : null;
  const length = lengthText(asked);
  const date = dateText(asked);
  return (
    <ul className={styles.chips} aria-label={words.search.chosen}>
      {asked.likeImage && (
        <Chip
          text={words.search.likeThisPicture}
          picture={previews[asked.likeImage]}
          onDrop={() => ask({ ...asked, likeImage: null })}
        />
      )}
      {asked.likeShot && (
        <Chip
          text={like ? words.search.likeThisShot(like.version.asset.name) : words.search.likeAShot}
          picture={like?.keyframes[0]?.thumbnailUrl ?? undefined}
          after={like && <span className="timecode">{like.range.startTimecode}</span>}
          onDrop={() => ask({ ...asked, likeShot: null })}
        />
      )}
      {asked.projects.map((id) => (
        <Chip key={id} text={name(id)} onDrop={() => ask(toggledIn(asked, "PROJECT", id))} />
      ))}
      {asked.kinds.map((kind) => (
        <Chip key={kind} text={words.search.kinds[kind]} onDrop={() => ask(toggledIn(asked, "KIND", kind))} />
      ))}
      {asked.entities.map((id) => (
        <Chip key={id} text={name(id)} onDrop={() => ask(toggledIn(asked, "ENTITY", id))} />
      ))}
      {asked.labels.map((label) => (
        <Chip key={label} text={label} onDrop={() => ask(toggledIn(asked, "LABEL", label))} />
      ))}
      {length && <Chip text={length} onDrop={() => ask(without(asked, "LENGTH"))} />}
      {date && <Chip text={date} onDrop={() => ask(without(asked, "DATE"))} />}
      {asked.statuses.map((status) => (
        <Chip
          key={status}
          text={status || words.search.undecided}
          onDrop={() => ask(toggledIn(asked, "REVIEW_STATUS", status))}
        />
      ))}
      {isNarrowed(asked) && (
        <li>
          <Button kind="quiet" onClick={() => ask(widened(asked))}>
            {words.search.dropAll}
          </Button>
        </li>
      )}
    </ul>
  );
}

interface ChipProps {
  text: string;
  picture?: string | undefined;
  after?: ReactNode;
  onDrop: () => void;
}

function Chip({ text, picture, after, onDrop }: ChipProps) {
  return (
    <li className={styles.chip}>
      {picture && <img src={picture} alt="" />}
      <span className={styles.text}>{text}</span>
      {after}
      <button
        type="button"
        aria-label={words.search.drop(text)}
        title={words.search.drop(text)}
        onClick={onDrop}
      >
        <Icon of={X} size={14} />
      </button>
    </li>
  );
}
