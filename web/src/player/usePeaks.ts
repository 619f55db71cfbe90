import { useEffect, useState } from "react";

/** The outline of a sound: the least and the greatest sample of each step, -128 to 127, by turns. */
export interface Peaks {
  data: ArrayLike<number>;
  stepsPerSecond: number;
}

/** Fetch the peaks of a version; null without sound, and until they are there. */
export function usePeaks(url: string | null): Peaks | null {
  const [peaks, setPeaks] = useState<Peaks | null>(null);
  useEffect(() => {
    setPeaks(null);
    if (url === null) return;
    const stop = new AbortController();
    const read = async () => {
      const answer = await fetch(url, { signal: stop.signal });
      if (!answer.ok) return;
      const { data, sample_rate, samples_per_pixel } = (await answer.json()) as {
        data: number[];
        sample_rate: number;
        samples_per_pixel: number;
      };
      setPeaks({ data: Int8Array.from(data), stepsPerSecond: sample_rate / samples_per_pixel });
    };
    // Without its outline a sound can still be heard: the lane stays away.
    read().catch(() => undefined);
    return () => stop.abort();
  }, [url]);
  return peaks;
}
