import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { useLocation, useSearch } from "wouter";
import { Button } from "../../design/Button";
import { Skeleton } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { ProjectAssetsDocument } from "../../graphql/generated";
import { words } from "../../words/en";
import { AssetChooser } from "./AssetChooser";
import { AssetGrid } from "./AssetGrid";
import { AssetList } from "./AssetList";
import styles from "./Assets.module.css";
import { type AssetChoice, filterOf, isNarrowed, readChoice, writeChoice } from "./assetAddress";
import type { ProjectHead } from "./ProjectPage";
import { reaches } from "./roles";
import { SelectionBar } from "./SelectionBar";

const said = words.project;

/** The assets of a project: found, ordered, chosen; the address says which. */
export function AssetsTab({ project }: { project: ProjectHead }) {
  const search = useSearch();
  const [path, go] = useLocation();
  const choice = useMemo(() => readChoice(search), [search]);
  const choose = (to: Partial<AssetChoice>) => {
    const written = writeChoice({ ...choice, ...to });
    go(written ? `${path}?${written}` : path, { replace: true });
  };
  return (
    <>
      <AssetChooser choice={choice} onChoose={choose} />
      <Found
        key={writeChoice({ ...choice, list: false })}
        project={project}
        choice={choice}
        onChoose={choose}
      />
    </>
  );
}

function Found({
  project,
  choice,
  onChoose,
}: {
  project: ProjectHead;
  choice: AssetChoice;
  onChoose: (to: Partial<AssetChoice>) => void;
}) {
  const [after, setAfter] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [{ data, error, fetching }, again] = useQuery({
    query: ProjectAssetsDocument,
    variables: { key: project.key, after, filter: filterOf(choice), orderBy: choice.order },
    requestPolicy: "cache-and-network",
  });
  const page = data?.project?.assets;
  const assets = useMemo(() => page?.edges.map(({ node }) => node) ?? [], [page]);
  const mayChange = reaches(project.myRole, "ARTIST");
  const toggle = (id: string) =>
    setSelected((before) => {
      const now = new Set(before);
      if (!now.delete(id)) now.add(id);
      return now;
    });

  if (!page && error)
    return (
      <Notice
        kind="error"
        title={said.failed}
        action={
          <Button onClick={() => again({ requestPolicy: "network-only" })}>{words.app.tryAgain}</Button>
        }
      >
        {error.networkError ? words.app.unreachable : error.graphQLErrors[0]?.message}
      </Notice>
    );
  if (!page) return <Waiting />;
  if (assets.length === 0 && isNarrowed(choice))
    return (
      <Notice
        kind="empty"
        title={said.noMatch}
        action={
          <Button onClick={() => onChoose({ name: "", kind: null, tag: "", status: null })}>
            {said.clear}
          </Button>
        }
      />
    );
  if (assets.length === 0)
    return (
      <Notice kind="empty" title={said.empty}>
        {mayChange ? said.emptyHint : said.emptyViewer}
      </Notice>
    );
  const shown = { project, assets, selected: mayChange ? selected : null, onToggle: toggle };
  return (
    <>
      {choice.list ? <AssetList {...shown} /> : <AssetGrid {...shown} />}
      {page.pageInfo.hasNextPage && (
        <div className={styles.more}>
          <Button busy={fetching} onClick={() => setAfter(page.pageInfo.endCursor)}>
            {said.more}
          </Button>
        </div>
      )}
      <SelectionBar
        project={project}
        assets={assets.filter(({ id }) => selected.has(id))}
        onClear={() => setSelected(new Set())}
      />
    </>
  );
}

function Waiting() {
  return (
    <div className={styles.grid} role="status" aria-label={words.app.loading}>
      {[1, 2, 3, 4, 5, 6].map((each) => (
        <Skeleton key={each} height="13rem" />
      ))}
    </div>
  );
}
