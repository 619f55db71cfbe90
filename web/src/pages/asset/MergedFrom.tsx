import { Split } from "lucide-react";
import { useQuery } from "urql";
import { IconButton } from "../../design/Button";
import { say as announce } from "../../design/toastStore";
import {
  MergedEntitiesDocument,
  type MergedEntitiesQuery,
  UnmergeEntityDocument,
} from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./Panel.module.css";

type Whole = Extract<NonNullable<MergedEntitiesQuery["nodes"][number]>, { __typename: "Entity" }>;
export type Merged = Whole["mergedFrom"][number];

/** How many entities are asked about at once. */
const MOST = 100;

/** By entity, those that people said it is too. `again` asks anew. */
export function useMerged(entities: readonly string[]) {
  const [{ data }, again] = useQuery({
    query: MergedEntitiesDocument,
    variables: { ids: entities.slice(0, MOST) },
    pause: entities.length === 0,
    requestPolicy: "cache-and-network",
  });
  const found = (data?.nodes ?? []).filter((node): node is Whole => node?.__typename === "Entity");
  const merged = new Map(found.map(({ id, mergedFrom }) => [id, mergedFrom]));
  return { merged, again: () => again({ requestPolicy: "network-only" }) };
}

interface MergedFromProps {
  merged: readonly Merged[];
  mayName: boolean;
  onDone: () => void;
}

/** Who and what an entity stands for beside itself, each to be taken out again. */
export function MergedFrom({ merged, mayName, onDone }: MergedFromProps) {
  const { run, busy } = useDeed(UnmergeEntityDocument, { aloud: true });
  const say = words.asset;
  if (merged.length === 0) return null;
  const takeOut = async ({ id, name, version }: Merged) => {
    if (!(await run({ input: { id, expectedVersion: version } }))) return;
    announce(say.unmerged(name ?? say.unnamed));
    onDone();
  };
  return (
    <>
      <span className={styles.soft}>{say.mergedFrom}</span>
      <ul className={styles.merged}>
        {merged.map((each) => (
          <li key={each.id}>
            <span>{each.name ?? say.unnamed}</span>
            {mayName && (
              <IconButton
                label={say.unmerge(each.name ?? say.unnamed)}
                icon={Split}
                disabled={busy}
                onClick={() => takeOut(each)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
