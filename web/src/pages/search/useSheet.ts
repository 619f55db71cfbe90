import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { SpriteDocument } from "../../graphql/generated";
import type { SpriteSheet } from "./spriteSheet";

/** The sprite sheet of a version, asked for when it is `wanted`, and there once its picture can be painted. */
export function useSheet(versionId: string, wanted: boolean): SpriteSheet | null {
  const [{ data }] = useQuery({ query: SpriteDocument, variables: { id: versionId }, pause: !wanted });
  const sheet = data?.node?.__typename === "Version" ? data.node.sprite : null;
  const url = wanted ? sheet?.url : undefined;
  const [painted, setPainted] = useState<string | null>(null);
  useEffect(() => {
    if (!url) return;
    const picture = new Image();
    picture.onload = () => setPainted(url);
    picture.src = url;
    return () => {
      picture.onload = null;
    };
  }, [url]);
  return sheet && sheet.url === painted ? sheet : null;
}
