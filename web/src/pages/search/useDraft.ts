import { useCallback, useEffect, useRef, useState } from "react";

export const PAUSE_MS = 250;

/**
 * Words while they are typed: `say` hears of them when typing has stopped for a moment, or at once when they are `settle`d.
 * When `said` becomes something else than what was typed, by a link or a step back, that is what stands.
 */
export function useDraft(said: string, say: (words: string) => void) {
  const [draft, setDraft] = useState(said);
  const told = useRef(said);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const listener = useRef(say);
  useEffect(() => {
    listener.current = say;
  });

  useEffect(() => {
    if (said === told.current) return;
    told.current = said;
    clearTimeout(timer.current);
    setDraft(said);
  }, [said]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const settle = useCallback((words: string) => {
    clearTimeout(timer.current);
    setDraft(words);
    if (words === told.current) return;
    told.current = words;
    listener.current(words);
  }, []);
  const type = useCallback(
    (words: string) => {
      setDraft(words);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => settle(words), PAUSE_MS);
    },
    [settle],
  );
  return { draft, type, settle };
}
