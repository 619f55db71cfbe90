import { useQuery } from "urql";
import { Choice } from "../../design/Field";
import { ClipCandidatesDocument } from "../../graphql/generated";
import { words } from "../../words/en";

interface CandidatesProps {
  ids: readonly string[];
  label: string;
  chosen: string | null;
  onChoose: (version: string | null) => void;
}

/** The versions that a clip could have been cut from, to choose one. */
export function Candidates({ ids, label, chosen, onChoose }: CandidatesProps) {
  const [{ data }] = useQuery({ query: ClipCandidatesDocument, variables: { ids: [...ids] } });
  const say = words.timelines;
  return (
    <Choice
      label={label}
      hideLabel
      value={chosen ?? ""}
      onChange={(event) => onChoose(event.target.value || null)}
    >
      <option value="">{say.chooseNone}</option>
      {data?.nodes.map(
        (node) =>
          node?.__typename === "Version" && (
            <option key={node.id} value={node.id}>
              {say.version(node.asset.name, node.number)}
            </option>
          ),
      )}
    </Choice>
  );
}
