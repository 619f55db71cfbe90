import { create } from "zustand";

export interface Toast {
  id: number;
  kind: "info" | "error";
  text: string;
}

interface ToastStore {
  toasts: Toast[];
  dismiss: (id: number) => void;
}

let last = 0;

export const useToasts = create<ToastStore>()((set) => ({
  toasts: [],
  dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
}));

const SHOWN_MS = 6000;

/** Say something in the corner of the page. What went wrong stays until it is dismissed. */
export function say(text: string, kind: Toast["kind"] = "info"): void {
  last += 1;
  const id = last;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), { id, kind, text }] }));
  if (kind === "info") setTimeout(() => useToasts.getState().dismiss(id), SHOWN_MS);
}
