import type { LucideIcon } from "lucide-react";

/** A drawing beside a word, or inside a control that has a label of its own. */
export function Icon({ of: Drawing, size = 18 }: { of: LucideIcon; size?: number }) {
  return <Drawing size={size} aria-hidden="true" strokeWidth={1.9} />;
}
