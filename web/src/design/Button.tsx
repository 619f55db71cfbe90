import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { Link } from "wouter";
import styles from "./Button.module.css";
import { Icon } from "./Icon";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

interface Look {
  kind?: ButtonKind;
  icon?: LucideIcon;
}

function look(kind: ButtonKind, more?: string): string {
  return [styles.button, styles[kind], more].filter(Boolean).join(" ");
}

/** Something to press. `busy` keeps it from being pressed twice, and says so. */
export function Button({
  kind = "plain",
  icon,
  busy = false,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: ComponentProps<"button"> & Look & { busy?: boolean }) {
  return (
    <button
      type={type}
      className={look(kind, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {icon && <Icon of={icon} />}
      {children}
    </button>
  );
}

/** A button that is only a drawing: `label` is its name, and its hint. */
export function IconButton({
  label,
  icon,
  kind = "quiet",
  className,
  pressed,
  type = "button",
  ...rest
}: Omit<ComponentProps<"button">, "children"> & {
  label: string;
  icon: LucideIcon;
  kind?: ButtonKind;
  pressed?: boolean;
}) {
  return (
    <button
      type={type}
      className={look(kind, [styles.square, className].filter(Boolean).join(" "))}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      {...rest}
    >
      <Icon of={icon} />
    </button>
  );
}

/** A link that looks like a button: it leads somewhere. */
export function LinkButton({
  href,
  kind = "plain",
  icon,
  children,
}: Look & { href: string; children: React.ReactNode }) {
  return (
    <Link href={href} className={look(kind)}>
      {icon && <Icon of={icon} />}
      {children}
    </Link>
  );
}
