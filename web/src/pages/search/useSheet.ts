import { useEffect } from "react";
import { create } from "zustand";
import type { HitFragment } from "../../graphql/generated";
import { readSheet, type SpriteSheet } from "./spriteSheet";

type Version = HitFragment["shot"]["version"];

/** Sheets by id of the version; null where there is none, or it could not be fetched. */
const useSheets = create<Record<string, SpriteSheet | null>>()(() => ({}));

async function fetchSheet({ media, representations }: Version): Promise<SpriteSheet | null> {
  const url = representations.find(({ role }) => role === "SPRITE")?.url;
  const index = representations.find(({ role }) => role === "SPRITE_INDEX")?.url;
  if (!url || !index || !media.frameRate) return null;
  const answer = await fetch(index);
  if (!answer.ok) return null;
  // Decoded before it is shown: the first tile must not flash.
  const [text] = await Promise.all([answer.text(), decoded(url)]);
  return readSheet(url, text, media.frameRate.num / media.frameRate.den);
}

function decoded(url: string): Promise<void> {
  const picture = new Image();
  picture.src = url;
  return picture.decode();
}

/** The sprite sheet of a version, fetched when it is `wanted` for the first time; undefined until it is there. */
export function useSheet(version: Version, wanted: boolean): SpriteSheet | null | undefined {
  const sheet = useSheets((sheets) => sheets[version.id]);
  useEffect(() => {
    if (!wanted || useSheets.getState()[version.id] !== undefined) return;
    fetchSheet(version).then(
      (found) => useSheets.setState({ [version.id]: found }),
      (error: unknown) => {
        console.warn("no sprite sheet", error);
        useSheets.setState({ [version.id]: null });
      },
    );
  }, [version, wanted]);
  return sheet;
}
