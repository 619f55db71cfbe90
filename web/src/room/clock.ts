const KEPT = 8;

interface Reading {
  /** Server's clock minus this page's, in milliseconds. */
  offset: number;
  roundTrip: number;
}

/**
 * What time it is at the server. Each answer that carries the server's clock is a reading; of the last few the one with the
 * shortest way is believed, as its time was on the way for at most half of that (Cristian 1989).
 */
export class ServerClock {
  private readings: Reading[] = [];

  constructor(private local: () => number = Date.now) {}

  /** Take a reading: asked and answered by this page's clock, `server` as the answer has it, all in milliseconds since 1970. */
  read(asked: number, answered: number, server: number): void {
    const roundTrip = Math.max(0, answered - asked);
    this.readings = [
      ...this.readings.slice(1 - KEPT),
      { offset: server - (asked + answered) / 2, roundTrip },
    ];
  }

  /** The server's time now, in milliseconds since 1970; this page's own until there is a reading. */
  now(): number {
    let best: Reading | null = null;
    for (const reading of this.readings)
      if (best === null || reading.roundTrip <= best.roundTrip) best = reading;
    return this.local() + (best?.offset ?? 0);
  }
}
