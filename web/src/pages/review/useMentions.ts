import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { ask } from "../../graphql/ask";
import { MentionableMembersDocument } from "../../graphql/generated";
import { calling, type Draft } from "./draft";
import { useReview } from "./useReview";

interface Member {
  id: string;
  name: string;
}

export interface Mentions {
  id: string;
  /** Members whose names begin with what is written after the @; empty while nobody is being called. */
  found: readonly Member[];
  chosen: number;
  choose: (member: Member) => void;
  /** Read who can be called; once, when somebody begins to write. */
  load: () => void;
  /** Take a key of the box; true where it was for the list. */
  key: (event: KeyboardEvent) => boolean;
  attributes: { "aria-controls"?: string; "aria-activedescendant"?: string };
}

const MOST = 6;

/** Calling members by @ and the beginning of their name. Guests are not told who the members are, and call nobody. */
export function useMentions(
  draft: Draft,
  write: (draft: Draft) => void,
  box: RefObject<HTMLTextAreaElement | null>,
): Mentions {
  const review = useReview();
  const id = useId();
  const [members, setMembers] = useState<readonly Member[] | null>(null);
  const [place, setPlace] = useState(0);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const cursor = box.current?.selectionStart ?? draft.text.length;
  const word = calling(draft.text.slice(0, cursor));
  const begins = (name: string) =>
    name.toLocaleLowerCase("en").startsWith((word ?? "").toLocaleLowerCase("en"));
  const found =
    word === null || dismissed === draft.text
      ? []
      : (members ?? [])
          .filter(({ name, id: user }) => user !== review.viewerId && begins(name))
          .slice(0, MOST);
  const chosen = Math.min(place, Math.max(0, found.length - 1));

  const choose = (member: Member) => {
    const before = draft.text.slice(0, cursor - (word ?? "").length);
    const text = `${before}${member.name} ${draft.text.slice(cursor).replace(/^ /, "")}`;
    write({ ...draft, text, mentions: [...draft.mentions.filter((each) => each.id !== member.id), member] });
    box.current?.focus();
  };
  const load = () => {
    if (members !== null || review.guest) return;
    setMembers([]);
    ask(MentionableMembersDocument, { id: review.sessionId }).then(
      ({ reviewSession }) =>
        setMembers(reviewSession?.project.members?.edges.map(({ node }) => node.user) ?? []),
      () => setMembers(null),
    );
  };
  const key = (event: KeyboardEvent): boolean => {
    const member = found[chosen];
    if (member === undefined) return false;
    if (event.key === "ArrowDown") setPlace((chosen + 1) % found.length);
    else if (event.key === "ArrowUp") setPlace((chosen + found.length - 1) % found.length);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab")
      choose(member);
    else if (event.key === "Escape") setDismissed(draft.text);
    else return false;
    event.preventDefault();
    return true;
  };
  const open = found.length > 0;
  return {
    id,
    found,
    chosen,
    choose,
    load,
    key,
    attributes: open ? { "aria-controls": id, "aria-activedescendant": `${id}-${chosen}` } : {},
  };
}
