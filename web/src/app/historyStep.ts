import { create } from "zustand";

/** Whether the page was come to by a step through the history: it is then found again as it was left. */
export const useHistoryStep = create<{ back: boolean }>()(() => ({ back: false }));

window.addEventListener("popstate", () => useHistoryStep.setState({ back: true }));
// What the router says on window when it has gone to another address.
window.addEventListener("pushState", () => useHistoryStep.setState({ back: false }));
