import type { ReactNode } from "react";
import { Badge } from "../../design/Badge";
import type { TokenItemFragment } from "../../graphql/generated";
import { words } from "../../words/en";
import { ago, date } from "../../words/format";
import styles from "./Account.module.css";

const said = words.account;

/** Whether it lets nobody in any more. */
export function hasEnded(token: TokenItemFragment, now = Date.now()): boolean {
  return token.revoked || (token.expiresAt !== null && new Date(token.expiresAt).getTime() <= now);
}

/** A token or session: what it is for, how far it reaches, until when. */
export function TokenRow({ token, action }: { token: TokenItemFragment; action: ReactNode }) {
  return (
    <tr data-testid="token">
      <td>
        <span className={styles.name}>{token.name}</span> <Badge>{said.kinds[token.kind]}</Badge>{" "}
        {token.revoked && <Badge tone="bad">{said.revoked}</Badge>}
        {!token.revoked && hasEnded(token) && <Badge tone="warn">{said.expired}</Badge>}
        <span className={styles.soft}>
          {said.begins} <code>{token.prefix}</code>
        </span>
      </td>
      <td>{said.scopes[token.scope]}</td>
      <td data-head={said.ends}>{token.expiresAt ? date(token.expiresAt) : said.expiresIn[0]}</td>
      <td data-head={said.used}>{token.lastUsedAt ? ago(token.lastUsedAt) : said.neverUsed}</td>
      <td className={styles.last}>{action}</td>
    </tr>
  );
}
