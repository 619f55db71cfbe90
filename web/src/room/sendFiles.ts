import { type DetailedError, Upload } from "tus-js-client";
import { pageHeaders } from "../begin/headers";
import type { NoteFile } from "./noteStore";

/** The server will not have a file; in words for people. */
export class FileRefused extends Error {
  override name = "FileRefused";
}

/** Send a file; returns the id of its upload. Throws FileRefused, or another error where it should be sent again later. */
export function sendFile(file: NoteFile, onProgress: (part: number) => void): Promise<string> {
  return new Promise((done, fail) => {
    const upload = new Upload(file.blob, {
      endpoint: "/upload",
      headers: pageHeaders,
      metadata: { filename: file.name },
      retryDelays: null, // the queue of notes tries again
      storeFingerprintForResuming: false,
      onProgress: (sent, all) => onProgress(all === 0 ? 1 : sent / all),
      onSuccess: () => done(upload.url?.split("/").at(-1) ?? ""),
      onError: (error) => fail(refusalIn(error) ?? error),
    });
    upload.start();
  });
}

/** The server's own words where sending again would not help; null where it may. */
function refusalIn(error: Error | DetailedError): FileRefused | null {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  const status = answer?.getStatus() ?? 0;
  if (answer === null || status < 400 || status >= 500 || [401, 409, 423, 429].includes(status)) return null;
  try {
    const { message } = JSON.parse(answer.getBody()) as { message?: string };
    return new FileRefused(message ?? error.message);
  } catch (wrong) {
    if (!(wrong instanceof SyntaxError)) throw wrong;
    return new FileRefused(error.message); // something between here and the server answered
  }
}
