import { createContext, useContext } from "react";
import type { FrameClock } from "../../player/FrameClock";
import type { SessionHead } from "../../room/log";

/** What each note of the list needs of the page around it. */
export interface NotePlace {
  mayComment: boolean;
  mayResolveOthers: boolean;
  mayPlaceOthers: boolean;
  mayDeleteOthers: boolean;
  /** The id of the note that is being answered; null for none. */
  answering: string | null;
  setAnswering: (id: string | null) => void;
  versions: ReadonlyMap<string, SessionHead["playlist"][number]>;
  versionId: string;
  player: FrameClock;
  goTo: (versionId: string, frame: number) => void;
}

export const NoteContext = createContext<NotePlace | null>(null);

export function useNotePlace(): NotePlace {
  const place = useContext(NoteContext);
  if (place === null) throw new Error("There is no list of notes around this.");
  return place;
}
