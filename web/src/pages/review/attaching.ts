import type { NoteFile } from "../../room/noteStore";
import { words } from "../../words/en";
import { size } from "../../words/format";

/** What the server takes with a note; it looks at the bytes, this only spares people the way. */
export const MOST_FILES = 10;
export const LARGEST_FILE = 25 * 1024 * 1024;
const KINDS = /^(image\/(png|jpeg|webp|gif)|application\/pdf|text\/plain)$/;
export const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain";

const say = words.review.composer;

/** The files with those that were chosen added, and what is wrong with the others. */
export function attached(
  files: readonly NoteFile[],
  chosen: readonly File[],
): { files: readonly NoteFile[]; problems: string[] } {
  const problems: string[] = [];
  const all = [...files];
  for (const file of chosen) {
    if (!KINDS.test(file.type)) problems.push(say.wrongKind(file.name));
    else if (file.size > LARGEST_FILE) problems.push(say.tooLarge(file.name, size(LARGEST_FILE)));
    else if (all.length === MOST_FILES) {
      problems.push(say.tooMany(MOST_FILES));
      break;
    } else all.push({ name: file.name, type: file.type, blob: file });
  }
  return { files: all, problems };
}
