import { create } from "zustand";

interface Link {
  /** Since when nothing can be heard from the server, in milliseconds since 1970; null while all is well. */
  lostAt: number | null;
  found: () => void;
  lost: () => void;
}

/** Whether the live connection stands: what banners show and what queues of unsent notes wait for. */
export const useLink = create<Link>()((set) => ({
  lostAt: null,
  found: () => set({ lostAt: null }),
  lost: () => set((link) => (link.lostAt === null ? { lostAt: Date.now() } : link)),
}));
