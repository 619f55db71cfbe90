import { useState } from "react";
import { useQuery } from "urql";
import { useLocation } from "wouter";
import { TextField } from "../../design/Field";
import { FormDialog } from "../../design/FormDialog";
import { Loading } from "../../design/Loading";
import { Notice } from "../../design/Notice";
import { type AssetItemFragment, OpenReviewDocument, ProjectAssetsDocument } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { AssetPicture } from "./AssetPicture";
import type { ProjectHead } from "./ProjectPage";
import styles from "./Reviews.module.css";

const said = words.reviews;

/** Opens a review over the newest versions of some assets: those chosen before, or to be chosen here. */
export function OpenReviewDialog({
  project,
  chosen = null,
  onClose,
}: {
  project: ProjectHead;
  chosen?: readonly AssetItemFragment[] | null;
  onClose: () => void;
}) {
  const [, go] = useLocation();
  const [{ data }] = useQuery({
    query: ProjectAssetsDocument,
    variables: { key: project.key, after: null, filter: null, orderBy: "NEWEST" },
    pause: chosen !== null,
  });
  const assets = chosen ?? data?.project?.assets.edges.map(({ node }) => node);
  const [name, setName] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set(chosen?.map(({ id }) => id)));
  const [problem, setProblem] = useState("");
  const { run, busy, at, rest } = useDeed(OpenReviewDocument);

  function toggle(id: string) {
    const now = new Set(left);
    if (!now.delete(id)) now.add(id);
    setLeft(now);
  }

  async function open() {
    const versions = assets?.filter(({ id }) => left.has(id)).map(({ latest }) => latest.id) ?? [];
    setProblem(versions.length === 0 ? said.chooseSome : "");
    if (versions.length === 0) return;
    const opened = await run({ input: { project: project.id, name, versions } });
    const session = opened?.openReviewSession.reviewSession;
    if (session) go(`/review/${session.id}`);
  }

  return (
    <FormDialog
      title={said.create}
      deed={said.create}
      busy={busy}
      problems={rest("name", "versions")}
      onDone={open}
      onClose={onClose}
    >
      <TextField
        label={said.name}
        hint={said.nameHint}
        problem={at("name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
      />
      <fieldset className={styles.choices}>
        <legend>{said.what}</legend>
        <p>{said.whatHint}</p>
        {assets === undefined && <Loading />}
        {assets?.length === 0 && <p>{said.nothing}</p>}
        {assets?.map((asset) => (
          <label key={asset.id}>
            <input type="checkbox" checked={left.has(asset.id)} onChange={() => toggle(asset.id)} />
            <AssetPicture asset={asset} small />
            <span>{asset.name}</span>
          </label>
        ))}
      </fieldset>
      {(problem || at("versions")) && <Notice kind="error" title={problem || (at("versions") ?? "")} />}
    </FormDialog>
  );
}
