import { create } from "zustand";
import { sendAlone } from "../../upload/sendAlone";

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

/** Send a picture to be searched by; return the id of its upload. Rejects where it cannot be sent. */
export async function sendPicture(file: File): Promise<string> {
  usePictures.setState({ sending: true });
  try {
    const id = await sendAlone(file, file.name || "picture");
    usePictures.setState(({ previews }) => ({ previews: { ...previews, [id]: URL.createObjectURL(file) } }));
    return id;
  } finally {
    usePictures.setState({ sending: false });
  }
}
