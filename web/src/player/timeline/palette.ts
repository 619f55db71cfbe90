import { useEffect, useState } from "react";
import { usePreferences } from "../../app/preferences";

const TOKENS = {
  text: "--text",
  soft: "--text-soft",
  line: "--line",
  bar: "--line-strong",
  raised: "--raised",
  sunken: "--sunken",
  surface: "--surface",
  accent: "--accent",
  accentSoft: "--accent-soft",
  info: "--info",
  good: "--good",
  warn: "--warn",
  font: "--sans",
} as const;

/** The design's colours for what is drawn on a canvas, where style sheets do not reach. */
export type Palette = Record<keyof typeof TOKENS, string>;

/** A token may hold one colour for light and one for dark: which it is, only an element that has it can say. */
function read(): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const pairs = Object.entries(TOKENS).map(([name, token]) => {
    if (name === "font") return [name, style.getPropertyValue(token).trim()];
    probe.style.color = `var(${token})`;
    return [name, style.color];
  });
  probe.remove();
  return Object.fromEntries(pairs) as Palette;
}

/** The colours as they are now; others when the theme changes. */
export function usePalette(): Palette {
  const { theme } = usePreferences();
  const [palette, setPalette] = useState(read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const light = window.matchMedia("(prefers-color-scheme: light)");
    const look = () => setPalette(read());
    look();
    light.addEventListener("change", look);
    return () => light.removeEventListener("change", look);
  }, [theme]);
  return palette;
}
