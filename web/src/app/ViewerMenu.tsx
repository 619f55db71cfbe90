import { CircleUserRound } from "lucide-react";
import { Link } from "wouter";
import { Icon } from "../design/Icon";
import { Menu } from "../design/Menu";
import { words } from "../words/en";
import { type Theme, usePreferences } from "./preferences";
import { useViewer } from "./useViewer";
import styles from "./ViewerMenu.module.css";

const THEMES: Theme[] = ["system", "light", "dark", "contrast"];

/** Who one is, how the pages look, and the way out. */
export function ViewerMenu() {
  const viewer = useViewer();
  const { theme, setTheme } = usePreferences();
  return (
    <Menu label={words.app.you} icon={<Icon of={CircleUserRound} />} text={viewer?.name ?? ""}>
      {viewer && <p className={styles.who}>{viewer.name}</p>}
      {viewer?.reviewSession == null && <Link href="/account">{words.app.account}</Link>}
      {viewer?.admin && <Link href="/people">{words.app.people}</Link>}
      <fieldset className={styles.themes}>
        <legend>{words.app.theme}</legend>
        {THEMES.map((each) => (
          <label key={each}>
            <input type="radio" name="theme" checked={theme === each} onChange={() => setTheme(each)} />
            {words.app.themes[each]}
          </label>
        ))}
      </fieldset>
      <a href="/logout">{words.app.signOut}</a>
    </Menu>
  );
}
