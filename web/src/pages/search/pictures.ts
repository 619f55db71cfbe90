import { create } from "zustand";
import { pageHeaders } from "../../graphql/client";
import { words } from "../../words/en";

interface Pictures {
  /** Addresses, in this browser, of pictures that were sent, by id of their upload. Gone when the page is loaded again. */
  previews: Record<string, string>;
  sending: boolean;
}

export const usePictures = create<Pictures>()(() => ({ previews: {}, sending: false }));

/** The first picture among files that were dropped, pasted or chosen; null where there is none. */
export function pictureIn(files: Iterable<File> | ArrayLike<File>): File | null {
  return Array.from(files).find(({ type }) => type.startsWith("image/")) ?? null;
}

/** What the server says against an upload: a problem in JSON, where it was the server that answered. */
function refusal(body: string): Error {
  try {
    return new Error((JSON.parse(body) as { message?: string }).message ?? words.app.unreachable);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Error(words.app.unreachable);
  }
}

/** Send a picture to be searched by; return the id of its upload. Rejects where it cannot be sent. */
export async function sendPicture(file: File): Promise<string> {
  usePictures.setState({ sending: true });
  try {
    const { DetailedError, Upload } = await import("tus-js-client");
    const address = await new Promise<string>((done, failed) => {
      const upload = new Upload(file, {
        endpoint: "/upload",
        headers: pageHeaders,
        metadata: { filename: file.name || "picture" },
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
    const id = address.split("/").at(-1) ?? "";
    usePictures.setState(({ previews }) => ({ previews: { ...previews, [id]: URL.createObjectURL(file) } }));
    return id;
  } finally {
    usePictures.setState({ sending: false });
  }
}
