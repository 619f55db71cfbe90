import type { MarkInput, MarkKind } from "../graphql/generated";

/** A point in parts of the picture as it is shown, 0 to 1 from its top left; pressure 0 to 1. */
export interface Point {
  x: number;
  y: number;
  pressure: number;
}

/** One drawn thing. STROKE has many points; ARROW (tail, head), BOX and ELLIPSE (two corners) have two; TEXT has its top left. */
export interface Mark {
  kind: MarkKind;
  colour: string;
  /** In parts of the picture's height: of the line, or of the letters. */
  width: number;
  text: string | null;
  points: readonly Point[];
}

/** A mark as the server tells it: x, y and pressure of each point in turn. */
export interface PackedMark extends Omit<Mark, "points"> {
  path: readonly number[];
}

export function unpacked({ kind, colour, width, text, path }: PackedMark): Mark {
  const points: Point[] = [];
  for (let at = 0; at + 2 < path.length; at += 3)
    points.push({ x: path[at] ?? 0, y: path[at + 1] ?? 0, pressure: path[at + 2] ?? 1 });
  return { kind, colour, width, text, points };
}

export function asInput({ kind, colour, width, text, points }: Mark): MarkInput {
  return { kind, colour, width, text, points: points.map((point) => ({ ...point })) };
}

/** Where a picture lies on the screen, in CSS pixels. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

const BEYOND = 0.5;
const MOST_POINTS = 2000;
const DECIMALS = 1e5;

const rounded = (value: number) => Math.round(value * DECIMALS) / DECIMALS;
const near = (value: number) => Math.min(1 + BEYOND, Math.max(-BEYOND, value));

/** A point of the screen in parts of the picture. A mark may leave the picture a little, as the server allows. */
export function pointIn(place: Place, x: number, y: number, pressure = 1): Point {
  return {
    x: rounded(near((x - place.left) / place.width)),
    y: rounded(near((y - place.top) / place.height)),
    pressure: rounded(Math.min(1, Math.max(0, pressure))),
  };
}

/** How hard a pointer presses, 0 to 1. A mouse and most fingers do not say (0 or 0.5): they count as 1. */
export function pressureOf({ pointerType, pressure }: { pointerType: string; pressure: number }): number {
  return pointerType === "pen" && pressure > 0 ? pressure : 1;
}

/**
 * The same way with fewer points: those that lie less than `tolerance` (parts of the picture) beside the line are left out
 * (Douglas and Peucker 1973), unless the pressure changes there.
 */
export function simplified(points: readonly Point[], tolerance = 0.0006): Point[] {
  if (points.length <= 2) return [...points];
  const keep = new Uint8Array(points.length);
  keep[0] = 1;
  keep[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [first, last] = span;
    let worst = 0;
    let at = -1;
    for (let index = first + 1; index < last; index += 1) {
      const off = beside(points[index], points[first], points[last]);
      if (off > worst) [worst, at] = [off, index];
    }
    if (worst > tolerance && at > 0) {
      keep[at] = 1;
      open.push([first, at], [at, last]);
    }
  }
  const kept = points.filter((_, index) => keep[index] === 1);
  return kept.length <= MOST_POINTS ? kept : simplified(points, tolerance * 2);
}

const PRESSURE_COUNTS = 0.02;

function beside(point?: Point, from?: Point, to?: Point): number {
  if (!point || !from || !to) return 0;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along =
    square === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / square));
  const off = Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
  const pressure = from.pressure + along * (to.pressure - from.pressure);
  return off + Math.abs(point.pressure - pressure) * PRESSURE_COUNTS;
}

/** Whether somebody meant it: a press without a way draws nothing but a dot of the pen. */
export function isDrawn({ kind, points, text }: Mark): boolean {
  if (kind === "TEXT") return (text ?? "").trim() !== "" && points.length === 1;
  if (kind === "STROKE") return points.length > 0;
  const [a, b] = points;
  return a !== undefined && b !== undefined && Math.hypot(a.x - b.x, a.y - b.y) > 0.004;
}
