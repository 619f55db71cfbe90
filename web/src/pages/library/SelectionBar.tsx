import { MonitorPlay, Sparkles, Tags, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../design/Button";
import { say } from "../../design/toastStore";
import { AskAnalysisDocument, type AssetItemFragment } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { words } from "../../words/en";
import { count } from "../../words/format";
import styles from "./Assets.module.css";
import { OpenReviewDialog } from "./OpenReviewDialog";
import type { ProjectHead } from "./ProjectPage";
import { TagAssetsDialog } from "./TagAssetsDialog";

const said = words.project;

/** What can be done with the assets that are selected; nothing while none is. */
export function SelectionBar({
  project,
  assets,
  onClear,
}: {
  project: ProjectHead;
  assets: readonly AssetItemFragment[];
  onClear: () => void;
}) {
  const [opening, setOpening] = useState(false);
  const [tagging, setTagging] = useState(false);
  const analyse = useDeed(AskAnalysisDocument, { aloud: true });

  async function analyseAll() {
    let asked = 0;
    for (const { latest } of assets) if (await analyse.run({ input: { version: latest.id } })) asked += 1;
    if (asked === assets.length) {
      say(said.askedAll);
      onClear();
    }
  }

  return (
    <div role="status">
      {assets.length > 0 && (
        <div className={styles.selection}>
          <strong>
            {count(assets.length, "asset")} {said.selected}
          </strong>
          <Button kind="primary" icon={MonitorPlay} onClick={() => setOpening(true)}>
            {said.openReview}
          </Button>
          <Button icon={Tags} onClick={() => setTagging(true)}>
            {said.tagThem}
          </Button>
          <Button icon={Sparkles} busy={analyse.busy} onClick={analyseAll}>
            {said.analyse}
          </Button>
          <IconButton label={said.none} icon={X} onClick={onClear} />
        </div>
      )}
      {tagging && <TagAssetsDialog assets={assets} onClose={() => setTagging(false)} />}
      {opening && <OpenReviewDialog project={project} chosen={assets} onClose={() => setOpening(false)} />}
    </div>
  );
}
