import { useEffect } from "react";
import { create } from "zustand";
import { client } from "../../graphql/client";
import { SpriteDocument } from "../../graphql/generated";
import type { SpriteSheet } from "./spriteSheet";

/** Sheets that can be painted, by id of the version; null for one that is on its way, or that there is none of. */
const useSheets = create<Record<string, SpriteSheet | null>>()(() => ({}));

async function fetchSheet(versionId: string): Promise<void> {
  useSheets.setState({ [versionId]: null });
  const { data } = await client.query(SpriteDocument, { id: versionId }).toPromise();
  const sheet = data?.node?.__typename === "Version" ? data.node.sprite : null;
  if (!sheet) return;
  const picture = new Image();
  picture.onload = () => useSheets.setState({ [versionId]: sheet });
  picture.src = sheet.url;
}

/** The sprite sheet of a version, asked for when it is `wanted`, and there once its picture can be painted. */
export function useSheet(versionId: string, wanted: boolean): SpriteSheet | null {
  const sheet = useSheets((sheets) => sheets[versionId]);
  useEffect(() => {
    if (wanted && useSheets.getState()[versionId] === undefined) void fetchSheet(versionId);
  }, [versionId, wanted]);
  return (wanted && sheet) || null;
}
