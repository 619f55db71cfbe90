import type { Frames } from "../state";
import type { Palette } from "./palette";
import type { Wave } from "./wave";

/** A thing on a lane: frames of it, how it is called, and how strongly it is drawn (0 to 1). */
export interface Bar extends Frames {
  id: string;
  name: string;
  strength?: number;
  tone?: "plain" | "info" | "good" | "warn";
}

interface Lane {
  id: string;
  name: string;
}

/** Blocks side by side, in two turns of grey: shots. */
export interface BlockLane extends Lane {
  kind: "blocks";
  bars: Bar[];
  /** Frames that are shared by two blocks. */
  mixed: Frames[];
}

/** Bars that may lie over each other: tracks, labels. */
export interface BarLane extends Lane {
  kind: "bars";
  bars: Bar[];
}

/** Things at a frame, perhaps with a range behind: comments. */
export interface PinLane extends Lane {
  kind: "pins";
  bars: Bar[];
}

/** The outline of the sound. */
export interface WaveLane extends Lane, Wave {
  kind: "wave";
  /** Sound alone: there is room for more of it. */
  tall?: boolean;
}

export type AnyLane = BlockLane | BarLane | PinLane | WaveLane;

export const RULER_HEIGHT = 22;

const LANE_HEIGHT: Record<AnyLane["kind"], number> = { blocks: 26, bars: 20, pins: 22, wave: 44 };
const TALL = 140;

/** How high a lane is, in pixels. */
export function laneHeight(lane: AnyLane): number {
  return lane.kind === "wave" && lane.tall ? TALL : LANE_HEIGHT[lane.kind];
}

/** How high the ruler and all lanes are together. */
export function heightOf(lanes: readonly AnyLane[]): number {
  return lanes.reduce((sum, lane) => sum + laneHeight(lane), RULER_HEIGHT);
}

/** The lane at so many pixels from the top, and the bar of it that has a frame. */
export function barAt(
  lanes: readonly AnyLane[],
  y: number,
  frame: number,
  slack: number,
): { lane: AnyLane; bar: Bar | null } | null {
  let top = RULER_HEIGHT;
  for (const lane of lanes) {
    const bottom = top + laneHeight(lane);
    if (y >= top && y < bottom) {
      if (lane.kind === "wave") return { lane, bar: null };
      const room = lane.kind === "pins" ? slack : 0;
      const found = lane.bars.findLast(({ start, end }) => frame >= start - room && frame < end + room);
      return { lane, bar: found ?? null };
    }
    top = bottom;
  }
  return null;
}

/** The colour of a bar. */
export function toneOf(bar: Bar, palette: Palette): string {
  return bar.tone && bar.tone !== "plain" ? palette[bar.tone] : palette.bar;
}
