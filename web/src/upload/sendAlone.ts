import { pageHeaders } from "../begin/headers";
import { words } from "../words/en";

/** What the server says against an upload: a problem in JSON, where it was the server that answered. */
function refusal(body: string): Error {
  try {
    return new Error((JSON.parse(body) as { message?: string }).message ?? words.app.unreachable);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Error(words.app.unreachable);
  }
}

/** Send a file that is no footage and belongs to no project; return the id of its upload. Rejects where it cannot be sent. */
export async function sendAlone(file: File, name: string): Promise<string> {
  const { DetailedError, Upload } = await import("tus-js-client");
  const address = await new Promise<string>((done, failed) => {
    const upload = new Upload(file, {
      endpoint: "/upload",
      headers: pageHeaders,
      metadata: { filename: name },
      retryDelays: [0, 500, 1500],
      storeFingerprintForResuming: false,
      onSuccess: () => done(upload.url ?? ""),
      onError: (error) => {
        const answer = error instanceof DetailedError ? error.originalResponse : null;
        failed(answer ? refusal(answer.getBody()) : new Error(words.app.unreachable));
      },
    });
    upload.start();
  });
  return address.split("/").at(-1) ?? "";
}
