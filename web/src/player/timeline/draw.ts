import type { Rational } from "../../timecode/rational";
import { formatTimecode, type StartTimecode } from "../../timecode/timecode";
import { type AnyLane, laneHeight, RULER_HEIGHT, toneOf } from "./lane";
import type { Palette } from "./palette";
import { rulerStep, type Span, xOf } from "./span";
import { traceWave } from "./wave";

/** All that a drawing of a timeline is made from. */
export interface Scene {
  lanes: readonly AnyLane[];
  span: Span;
  width: number;
  palette: Palette;
  rate: Rational;
  start: StartTimecode | null;
  /** The bars to be told apart from the others, by id. */
  marked: ReadonlySet<string>;
}

/** Room that a timecode on the ruler needs. */
const LABEL_WIDTH = 72;

type Canvas = CanvasRenderingContext2D;

/** Draw the ruler and every lane, top to bottom. The canvas is measured in CSS pixels. */
export function draw(canvas: Canvas, scene: Scene, height: number): void {
  const { palette, width, lanes } = scene;
  canvas.clearRect(0, 0, width, height);
  canvas.textBaseline = "middle";
  drawRuler(canvas, scene, height);
  let top = RULER_HEIGHT;
  for (const lane of lanes) {
    canvas.fillStyle = palette.line;
    canvas.fillRect(0, top, width, 1);
    DRAW[lane.kind](canvas, scene, lane as never, top + 1, laneHeight(lane) - 1);
    top += laneHeight(lane);
  }
}

function drawRuler(canvas: Canvas, { span, width, palette, rate, start }: Scene, height: number): void {
  const step = rulerStep(span, width, rate.num / rate.den);
  canvas.font = `11px ${palette.font}`;
  for (let frame = Math.ceil(span.from / step) * step; frame < span.to; frame += step) {
    const x = Math.round(xOf(frame, span, width));
    canvas.fillStyle = palette.line;
    canvas.fillRect(x, 0, 1, height);
    canvas.fillStyle = palette.soft;
    if (x < width - LABEL_WIDTH) canvas.fillText(formatTimecode(frame, rate, start), x + 4, RULER_HEIGHT / 2);
  }
}

/** The part of frames that is seen, in whole pixels; null where none is. */
function seen(from: number, to: number, { span, width }: Scene): [number, number] | null {
  const left = Math.max(-2, Math.round(xOf(from, span, width)));
  const right = Math.min(width + 2, Math.round(xOf(to, span, width)));
  return right < 0 || left > width ? null : [left, Math.max(left + 1, right)];
}

/** A name in a bar, where there is room for it. */
function name(canvas: Canvas, text: string, left: number, right: number, middle: number): void {
  if (right - left < 26) return;
  canvas.save();
  canvas.beginPath();
  canvas.rect(left, middle - 12, right - left - 4, 24);
  canvas.clip();
  canvas.fillText(text, Math.max(left, 0) + 5, middle);
  canvas.restore();
}

const DRAW: Record<
  AnyLane["kind"],
  (canvas: Canvas, scene: Scene, lane: never, top: number, height: number) => void
> = {
  blocks: drawBlocks,
  bars: drawBars,
  pins: drawPins,
  wave: drawWave,
};

function drawBlocks(
  canvas: Canvas,
  scene: Scene,
  { bars, mixed }: Extract<AnyLane, { kind: "blocks" }>,
  top: number,
  height: number,
): void {
  const { palette, marked } = scene;
  canvas.font = `11px ${palette.font}`;
  bars.forEach((bar, turn) => {
    const part = seen(bar.start, bar.end, scene);
    if (!part) return;
    canvas.fillStyle = marked.has(bar.id) ? palette.accentSoft : turn % 2 ? palette.raised : palette.surface;
    canvas.fillRect(part[0], top, part[1] - part[0], height);
  });
  canvas.fillStyle = palette.line;
  for (const { start, end } of mixed) {
    const part = seen(start, end, scene);
    if (part) canvas.fillRect(part[0], top, part[1] - part[0], height);
  }
  for (const bar of bars) {
    const part = seen(bar.start, bar.end, scene);
    if (!part) continue;
    const here = marked.has(bar.id);
    canvas.fillStyle = here ? palette.accent : palette.bar;
    canvas.fillRect(part[0], top, 1, height);
    canvas.fillStyle = here ? palette.text : palette.soft;
    name(canvas, bar.name, part[0], part[1], top + height / 2);
  }
}

function drawBars(
  canvas: Canvas,
  scene: Scene,
  { bars }: Extract<AnyLane, { kind: "bars" }>,
  top: number,
  height: number,
): void {
  const { palette, marked } = scene;
  canvas.font = `11px ${palette.font}`;
  for (const bar of bars) {
    const part = seen(bar.start, bar.end, scene);
    if (!part) continue;
    const [left, right] = part;
    canvas.globalAlpha = 0.3 + 0.5 * (bar.strength ?? 1);
    canvas.fillStyle = marked.has(bar.id) ? palette.accent : toneOf(bar, palette);
    canvas.beginPath();
    canvas.roundRect(left, top + 4, Math.max(2, right - left - 1), height - 8, 3);
    canvas.fill();
    canvas.globalAlpha = 1;
  }
}

function drawPins(
  canvas: Canvas,
  scene: Scene,
  { bars }: Extract<AnyLane, { kind: "pins" }>,
  top: number,
  height: number,
): void {
  const { palette, marked, span, width } = scene;
  const middle = top + height / 2;
  for (const bar of bars) {
    const part = seen(bar.start, bar.end, scene);
    if (!part) continue;
    canvas.fillStyle = marked.has(bar.id) ? palette.accent : toneOf(bar, palette);
    if (bar.end - bar.start > 1) canvas.fillRect(part[0], middle - 1, part[1] - part[0], 2);
    canvas.beginPath();
    canvas.arc(xOf(bar.start, span, width), middle, 5, 0, 2 * Math.PI);
    canvas.fill();
  }
}

function drawWave(
  canvas: Canvas,
  scene: Scene,
  wave: Extract<AnyLane, { kind: "wave" }>,
  top: number,
  height: number,
): void {
  canvas.fillStyle = scene.palette.bar;
  canvas.beginPath();
  traceWave(canvas, wave, scene.span, scene.width, top + height / 2, (height / 2 - 2) / 128);
  canvas.fill();
}
