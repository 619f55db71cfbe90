import { create } from "zustand";
import { persist } from "zustand/middleware";

export type Theme = "system" | "light" | "dark" | "contrast";

interface Preferences {
  theme: Theme;
  setTheme: (theme: Theme) => void;
}

/** What one person likes on one machine; kept in the browser. */
export const usePreferences = create<Preferences>()(
  persist((set) => ({ theme: "system", setTheme: (theme) => set({ theme }) }), {
    name: "reelgraph-preferences",
  }),
);

/** Put the chosen theme on the document, now and whenever it changes. */
export function applyTheme(): void {
  const show = ({ theme }: Preferences) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  show(usePreferences.getState());
  usePreferences.subscribe(show);
}
