/** Frames from `start` up to but without `end`. */
export interface Frames {
  start: number;
  end: number;
}

export type PlayerStatus =
  /** Nothing to play yet: no proxy was made, or the version is one still picture. */
  | "still"
  /** On its way; no frame was shown. */
  | "loading"
  | "ready"
  /** Playing, but the network does not keep up. */
  | "waiting"
  | "failed";

export interface PlayerState {
  readonly status: PlayerStatus;
  /** The frame that is really on the screen now, as the browser said. */
  readonly frame: number;
  /** The frame that was asked for last; `frame` once it is shown. */
  readonly asked: number;
  readonly playing: boolean;
  /** Times the version's own speed; negative plays backwards. */
  readonly rate: number;
  /** The speed that `play()` takes. */
  readonly speed: number;
  readonly loop: Frames | null;
  /** The browser let nothing be heard before the first press; it plays without sound. */
  readonly silenced: boolean;
  /** Why it failed; null unless it did. */
  readonly problem: string | null;
}

/** What every page does with a player. Frames outside the version are moved to its first or last. */
export interface PlayerHandle {
  readonly frames: number;
  getState(): PlayerState;
  /** Hear of every change, each frame shown among them; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Show a frame. It goes on playing from there if it plays. */
  seek(frame: number): void;
  /** Play at a rate, or at the chosen speed; negative plays backwards. */
  play(rate?: number): void;
  pause(): void;
  toggle(): void;
  /** Stop, and show the frame so many further on from the one asked for last. */
  step(frames: number): void;
  /** Play these frames over and over; null for not. */
  setLoop(loop: Frames | null): void;
  setSpeed(speed: number): void;
  /** How loud, 0 to 1. */
  setSound(volume: number, muted: boolean): void;
  /** Load again after a failure, and come back to the frame. */
  reload(): void;
}
