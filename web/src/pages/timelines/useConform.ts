import { useCallback, useRef, useState } from "react";
import { client } from "../../graphql/client";
import { ConformDocument, type ConformMutation } from "../../graphql/generated";
import { saidBy } from "../../graphql/useDeed";
import type { Rational } from "../../timecode/rational";
import { sendAlone } from "../../upload/sendAlone";

type Payload = ConformMutation["conform"];
export type ConformedTimeline = NonNullable<Payload["timeline"]>;
export type ConformedClip = Payload["clips"][number];

/** A timeline that was read: its clips with the footage that was found, and the rate it was told to have. */
export interface Conformed {
  file: File;
  rate: Rational | null;
  timeline: ConformedTimeline;
  clips: readonly ConformedClip[];
  matched: number;
}

interface Failed {
  file: File;
  message: string;
}

/** Edit decision lists rarely say their rate; all other kinds do. */
export function mayLackRate(file: File): boolean {
  return /\.(edl|txt)$/i.test(file.name);
}

async function conform(project: string, file: File, rate: Rational | null): Promise<Conformed> {
  const uploadId = await sendAlone(file, file.name);
  const { data, error } = await client
    .mutation(ConformDocument, { input: { project, timeline: { uploadId, rate } } })
    .toPromise();
  if (error) throw new Error(saidBy(error).message);
  const { timeline, clips, matched, problems } = data?.conform ?? {};
  if (!timeline || !clips) throw new Error(problems?.map(({ message }) => message).join(" "));
  return { file, rate, timeline, clips, matched: matched ?? 0 };
}

/** Match a file's clips with a project's footage, again at another rate; only the file that was given last counts. */
export function useConform(project: string) {
  const [reading, setReading] = useState(false);
  const [done, setDone] = useState<Conformed | null>(null);
  const [failed, setFailed] = useState<Failed | null>(null);
  const last = useRef(0);
  const read = useCallback(
    async (file: File, rate: Rational | null = null) => {
      last.current += 1;
      const mine = last.current;
      setReading(true);
      setFailed(null);
      try {
        const found = await conform(project, file, rate);
        if (mine === last.current) setDone(found);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (mine !== last.current) return;
        setFailed({ file, message: error.message });
        if (rate === null) setDone(null);
      } finally {
        if (mine === last.current) setReading(false);
      }
    },
    [project],
  );
  return { read, reading, done, failed };
}
