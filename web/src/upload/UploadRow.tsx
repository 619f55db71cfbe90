import { Pause, Play, RotateCcw, X } from "lucide-react";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { Button, IconButton } from "../design/Button";
import { words } from "../words/en";
import { size } from "../words/format";
import { filesOfInput } from "./files";
import { isFileOf, type UploadItem } from "./queue";
import { discard, pause, resume, send } from "./sending";
import styles from "./UploadTray.module.css";

const said = words.upload;

function state(item: UploadItem): string {
  if (item.state === "sending") return `${size(item.sent)} ${said.of} ${size(item.bytes)}`;
  if (item.state === "done") return item.problem ?? (item.known ? said.known : said.done);
  if (item.state === "failed") return item.problem ?? said.refused;
  return said[item.state];
}

/** One file on its way: how far it is, and what can be done about it. */
export function UploadRow({ item }: { item: UploadItem }) {
  const { id, name } = item;
  const to = `${item.projectName}${item.versionOf ? `, ${said.newVersionOf}` : ""}`;
  return (
    <li className={styles.row} data-state={item.state} data-testid="upload">
      <div className={styles.what}>
        <span className={styles.name} title={item.folder ? `${item.folder}/${name}` : name}>
          {name}
        </span>
        <span className={styles.to}>
          {said.to} {to}
        </span>
        <span className={item.state === "failed" ? styles.problem : styles.state}>{state(item)}</span>
        {item.state === "sending" && item.bytes > 0 && (
          <progress value={item.sent} max={item.bytes} aria-label={`${said.goingOn} ${name}`} />
        )}
        {item.state === "fileNeeded" && <FileAgain item={item} />}
      </div>
      <div className={styles.deeds}>
        {item.state === "done" && item.assetId && <Link href={`/asset/${item.assetId}`}>{said.show}</Link>}
        {(item.state === "sending" || item.state === "waiting") && (
          <IconButton label={`${said.pause} ${name}`} icon={Pause} onClick={() => pause(id)} />
        )}
        {item.state === "paused" && (
          <IconButton label={`${said.resume} ${name}`} icon={Play} onClick={() => resume(id)} />
        )}
        {item.state === "failed" && (
          <IconButton label={`${said.retry} ${name}`} icon={RotateCcw} onClick={() => resume(id)} />
        )}
        {item.state !== "takingIn" && (
          <IconButton label={`${said.discard} ${name}`} icon={X} onClick={() => discard(id)} />
        )}
      </div>
    </li>
  );
}

/** Asks for the file of an upload that was begun on a page that is gone. */
function FileAgain({ item }: { item: UploadItem }) {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);

  function take(chosen: HTMLInputElement) {
    const files = filesOfInput([...(chosen.files ?? [])]);
    chosen.value = "";
    const file = files[0];
    if (!file) return;
    setWrong(!isFileOf(item, file));
    if (isFileOf(item, file)) send([{ ...file, folder: item.folder }], item);
  }

  return (
    <>
      {wrong && (
        <span className={styles.problem} role="alert">
          {said.wrongFile}
        </span>
      )}
      <span>
        <Button onClick={() => input.current?.click()}>{said.choose}</Button>
      </span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`${said.choose}: ${item.name}`}
        data-testid="upload-file-again"
        onChange={(event) => take(event.target)}
      />
    </>
  );
}
