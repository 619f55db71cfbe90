import type { Chosen } from "./queue";

export interface ChosenFile extends Chosen {
  file: File;
}

const LEFTOVERS = new Set(["thumbs.db", "desktop.ini"]);

/** Whether a file is one that systems leave in folders, which nobody means to send. */
export function isLeftover(name: string): boolean {
  return name.startsWith(".") || LEFTOVERS.has(name.toLowerCase());
}

function chosen(file: File, folder: string): ChosenFile {
  return { file, name: file.name, folder, bytes: file.size, modified: file.lastModified };
}

/** The files of an input, a folder's with where they lay in it. */
export function filesOfInput(files: FileList | readonly File[]): ChosenFile[] {
  return [...files]
    .filter((file) => !isLeftover(file.name))
    .map((file) => chosen(file, file.webkitRelativePath.split("/").slice(0, -1).join("/")));
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // a reader gives at most a hundred at once, and none when it is at the end
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function filesBelow(entry: FileSystemEntry, folder: string): Promise<ChosenFile[]> {
  if (isLeftover(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [chosen(file, folder)];
  }
  const inside = folder ? `${folder}/${entry.name}` : entry.name;
  const found: ChosenFile[] = [];
  const entries = await entriesOf(entry as FileSystemDirectoryEntry);
  for (const each of entries.sort((one, other) => one.name.localeCompare(other.name)))
    found.push(...(await filesBelow(each, inside)));
  return found;
}

/** The files that were dropped, folders opened. To be called in the handler of the drop itself: later nothing is there. */
export async function filesOfDrop(dropped: DataTransfer): Promise<ChosenFile[]> {
  const items = [...dropped.items].filter((item) => item.kind === "file");
  const carried = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: ChosenFile[] = [];
  for (const { entry, file } of carried) {
    if (entry) found.push(...(await filesBelow(entry, "")));
    else if (file) found.push(...filesOfInput([file])); // from a program that gives no place on a disk
  }
  return found;
}
