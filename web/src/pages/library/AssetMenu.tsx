import { EllipsisVertical } from "lucide-react";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { Icon } from "../../design/Icon";
import { Menu } from "../../design/Menu";
import { say } from "../../design/toastStore";
import { AskAnalysisDocument, type AssetItemFragment } from "../../graphql/generated";
import { useDeed } from "../../graphql/useDeed";
import { useSendFiles } from "../../upload/useSendFiles";
import { words } from "../../words/en";
import { EditAssetDialog } from "./EditAssetDialog";
import type { ProjectHead } from "./ProjectPage";
import { reaches } from "./roles";
import { VersionsDialog } from "./VersionsDialog";

const said = words.project;

/** What can be done with one asset. */
export function AssetMenu({ project, asset }: { project: ProjectHead; asset: AssetItemFragment }) {
  const [shown, setShown] = useState<"versions" | "edit" | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const sendFiles = useSendFiles(project, asset.id);
  const analyse = useDeed(AskAnalysisDocument, { aloud: true });
  const mayChange = reaches(project.myRole, "ARTIST");

  async function analyseAgain() {
    if (await analyse.run({ input: { version: asset.latest.id, force: true } })) say(said.asked);
  }

  return (
    <>
      <Menu label={`${said.more1} ${asset.name}`} icon={<Icon of={EllipsisVertical} />}>
        <Link href={`/asset/${asset.id}`}>{words.reviews.open}</Link>
        <button type="button" onClick={() => setShown("versions")}>
          {said.showVersions}
        </button>
        {mayChange && (
          <button type="button" onClick={() => setShown("edit")}>
            {said.edit}
          </button>
        )}
        {mayChange && (
          <button type="button" onClick={() => input.current?.click()}>
            {said.newVersion}
          </button>
        )}
        {mayChange && (
          <button type="button" onClick={analyseAgain}>
            {said.analyseAgain}
          </button>
        )}
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`${said.newVersion}: ${asset.name}`}
        onChange={(event) => sendFiles(event.target)}
      />
      {shown === "edit" && <EditAssetDialog asset={asset} onClose={() => setShown(null)} />}
      {shown === "versions" && <VersionsDialog asset={asset} onClose={() => setShown(null)} />}
    </>
  );
}
