import { useEffect } from "react";
import { words } from "../words/en";

/** Name the window after the page that it shows. Nothing yet (undefined) leaves it named after the program alone. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${words.app.name}` : words.app.name;
  }, [title]);
}
