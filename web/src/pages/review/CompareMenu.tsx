import { Columns2 } from "lucide-react";
import { Choice } from "../../design/Field";
import { Icon } from "../../design/Icon";
import { Menu } from "../../design/Menu";
import type { Comparison } from "../../graphql/generated";
import type { SessionHead } from "../../room/log";
import { words } from "../../words/en";
import { MODES } from "./comparing";
import styles from "./menus.module.css";
import type { Shown } from "./useLead";

/** With what the version is compared, and how. */
export function CompareMenu({
  shown,
  playlist,
  onShow,
}: {
  shown: Shown;
  playlist: SessionHead["playlist"];
  onShow: (shown: Shown) => void;
}) {
  const say = words.review.compare;
  const others = playlist.filter(({ id }) => id !== shown.versionId);
  const { versionId, comparing } = shown;
  const mode = comparing?.mode ?? "SIDE_BY_SIDE";
  return (
    <Menu label={say.label} icon={<Icon of={Columns2} />} text={comparing ? say.modes[mode] : say.label}>
      <div className={styles.fields}>
        {others.length === 0 && <p>{say.only}</p>}
        {others.length > 0 && (
          <Choice
            label={say.with}
            value={comparing?.versionId ?? ""}
            onChange={({ target }) =>
              onShow({ versionId, comparing: target.value === "" ? null : { mode, versionId: target.value } })
            }
          >
            <option value="">{say.nothing}</option>
            {others.map(({ id, number, asset }) => (
              <option key={id} value={id}>
                {asset.name} {words.review.playlist.version(number)}
              </option>
            ))}
          </Choice>
        )}
        {comparing && (
          <Choice
            label={say.mode}
            value={mode}
            onChange={({ target }) =>
              onShow({ versionId, comparing: { ...comparing, mode: target.value as Comparison } })
            }
          >
            {MODES.map((each) => (
              <option key={each} value={each}>
                {say.modes[each]}
              </option>
            ))}
          </Choice>
        )}
      </div>
    </Menu>
  );
}
