import { useDeferredValue, useEffect, useState } from "react";
import { useQuery } from "urql";
import { Button } from "../../design/Button";
import { TextField } from "../../design/Field";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { FindVersionsDocument } from "../../graphql/generated";
import { saidBy } from "../../graphql/useDeed";
import { words } from "../../words/en";
import styles from "./PlaylistDialog.module.css";

const TYPING_MS = 200;
const say = words.review.playlist;

/** What was typed, once the typing stops for a moment. */
function useTyped(text: string): string {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return typed;
}

/** Finds versions of the project's assets by name, as one types. */
export function FindVersions({
  projectKey,
  there,
  onAdd,
}: {
  projectKey: string;
  /** Ids of what is in the playlist already. */
  there: ReadonlySet<string>;
  onAdd: (versionId: string) => void;
}) {
  const [text, setText] = useState("");
  const name = useTyped(text.trim());
  const [{ data, error, fetching }] = useQuery({
    query: FindVersionsDocument,
    variables: { project: projectKey, name: name || null },
    requestPolicy: "cache-and-network",
  });
  const assets = useDeferredValue(data?.project?.assets.edges.map(({ node }) => node));
  return (
    <section className={styles.find}>
      <TextField
        type="search"
        label={say.find}
        value={text}
        autoComplete="off"
        data-testid="find-versions"
        onChange={({ target }) => setText(target.value)}
      />
      {error && !data && <Notice kind="error" title={saidBy(error).message} />}
      {!assets && fetching && <Loading />}
      {assets?.length === 0 && <p className={styles.none}>{say.notFound}</p>}
      <ul className={styles.found} aria-label={say.found} aria-busy={fetching}>
        {assets?.map((asset) => (
          <li key={asset.id} className={styles.asset}>
            {asset.latest.posterUrl ? (
              <img className={styles.poster} src={asset.latest.posterUrl} alt="" loading="lazy" />
            ) : (
              <span className={styles.poster} />
            )}
            <span className={styles.name}>{asset.name}</span>
            <span className={styles.versions}>
              {asset.versions.edges.map(({ node }) => (
                <Button
                  key={node.id}
                  disabled={there.has(node.id)}
                  aria-label={say.add(asset.name, node.number)}
                  title={there.has(node.id) ? say.there : say.add(asset.name, node.number)}
                  onClick={() => onAdd(node.id)}
                >
                  {there.has(node.id) ? "✓" : "+"} {say.version(node.number)}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
