import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./Field.module.css";

interface Around {
  label: string;
  hint?: ReactNode;
  problem?: string | undefined;
  hideLabel?: boolean;
}

function useParts({ hint, problem }: Pick<Around, "hint" | "problem">) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return {
    id,
    props: { id, "aria-describedby": described || undefined, "aria-invalid": problem ? true : undefined },
  };
}

function Frame({
  id,
  label,
  hint,
  problem,
  hideLabel,
  children,
}: Around & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? "unseen" : styles.label}>
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** One line of text with its name, a hint, and what is wrong with it. */
export function TextField({ label, hint, problem, hideLabel, ...rest }: Around & ComponentProps<"input">) {
  const { id, props } = useParts({ hint, problem });
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} hideLabel={hideLabel ?? false}>
      <input type="text" className={styles.input} {...rest} {...props} />
    </Frame>
  );
}

/** Several lines of text. */
export function TextArea({ label, hint, problem, hideLabel, ...rest }: Around & ComponentProps<"textarea">) {
  const { id, props } = useParts({ hint, problem });
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} hideLabel={hideLabel ?? false}>
      <textarea rows={3} className={styles.input} {...rest} {...props} />
    </Frame>
  );
}

/** One of a few choices. */
export function Choice({
  label,
  hint,
  problem,
  hideLabel,
  children,
  ...rest
}: Around & ComponentProps<"select">) {
  const { id, props } = useParts({ hint, problem });
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} hideLabel={hideLabel ?? false}>
      <select className={styles.input} {...rest} {...props}>
        {children}
      </select>
    </Frame>
  );
}
