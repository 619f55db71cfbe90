import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { type Asked, readAddress, writeAddress } from "./address";

/** What the address asks, and a way to ask something else; `replace` leaves no step to go back to. */
export function useAsked(): [Asked, (next: Asked, how?: { replace?: boolean }) => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const asked = useMemo(() => readAddress(search), [search]);
  const ask = useCallback(
    (next: Asked, { replace = false } = {}) => {
      const address = writeAddress(next);
      if (address !== writeAddress(readAddress(window.location.search))) navigate(address, { replace });
    },
    [navigate],
  );
  return [asked, ask];
}
