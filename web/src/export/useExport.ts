import { say } from "../design/toastStore";
import { ExportFootageDocument, type ExportInput } from "../graphql/generated";
import { useDeed } from "../graphql/useDeed";
import { words } from "../words/en";
import { saveFile } from "./saveFile";

/** Write footage down and let the browser save the file; `save` tells whether that was done. As for the rest see `useDeed`. */
export function useExport({ aloud = false }: { aloud?: boolean } = {}) {
  const { run, ...deed } = useDeed(ExportFootageDocument, { aloud });
  const save = async (input: ExportInput): Promise<boolean> => {
    const file = (await run({ input }))?.export.file;
    if (!file) return false;
    saveFile(file.name, file.mimeType, file.text);
    say([words.export.saved(file.name), ...file.notes].join(" "));
    return true;
  };
  return { ...deed, save };
}
