import type { Mark, Point } from "./marks";

/** What painting needs of a canvas; also what tests listen to. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "quadraticCurveTo"
  | "arc"
  | "ellipse"
  | "rect"
  | "closePath"
  | "stroke"
  | "fill"
  | "fillText"
  | "strokeText"
> & {
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  strokeStyle: string | CanvasGradient | CanvasPattern;
  fillStyle: string | CanvasGradient | CanvasPattern;
  font: string;
  textBaseline: CanvasTextBaseline;
};

export interface Size {
  width: number;
  height: number;
}

const LEAST_PIXELS = 1;
const LIGHTEST = 0.25;
const FONT = "600 {}px system-ui, sans-serif";

/** Paint a mark on a picture of this size. All that it depends on are parts of the picture, so it lands on the same spot at any size. */
export function paint(brush: Brush, mark: Mark, size: Size): void {
  brush.strokeStyle = mark.colour;
  brush.fillStyle = mark.colour;
  brush.lineCap = "round";
  brush.lineJoin = "round";
  brush.lineWidth = Math.max(LEAST_PIXELS, mark.width * size.height);
  const points = mark.points.map(({ x, y, pressure }) => ({
    x: x * size.width,
    y: y * size.height,
    pressure,
  }));
  const [a, b] = points;
  if (a === undefined) return;
  if (mark.kind === "STROKE") paintStroke(brush, points, brush.lineWidth);
  else if (mark.kind === "TEXT") paintText(brush, mark, a, size);
  else if (b === undefined) return;
  else if (mark.kind === "ARROW") paintArrow(brush, a, b, brush.lineWidth);
  else paintShape(brush, mark.kind, a, b);
}

function paintStroke(brush: Brush, points: readonly Point[], width: number): void {
  const [first] = points;
  if (first === undefined) return;
  if (points.length === 1) {
    brush.beginPath();
    brush.arc(first.x, first.y, (width * weight(first)) / 2, 0, 2 * Math.PI);
    brush.fill();
    return;
  }
  if (points.every(({ pressure }) => pressure === first.pressure)) {
    brush.lineWidth = width * weight(first);
    brush.beginPath();
    brush.moveTo(first.x, first.y);
    for (let at = 1; at < points.length; at += 1) curve(brush, points, at);
    brush.stroke();
    return;
  }
  let from = first;
  for (let at = 1; at < points.length; at += 1) {
    const point = points[at] ?? from;
    brush.lineWidth = (width * (weight(points[at - 1] ?? point) + weight(point))) / 2;
    brush.beginPath();
    brush.moveTo(from.x, from.y);
    from = curve(brush, points, at);
    brush.stroke();
  }
}

/** Go on to a point: through the middles between points, with the points as controls, so that there are no corners. */
function curve(brush: Brush, points: readonly Point[], at: number): Point {
  const before = points[at - 1];
  const point = points[at];
  if (before === undefined || point === undefined) return { x: 0, y: 0, pressure: 1 };
  const isLast = at === points.length - 1;
  const end = isLast
    ? point
    : { x: (before.x + point.x) / 2, y: (before.y + point.y) / 2, pressure: point.pressure };
  brush.quadraticCurveTo(before.x, before.y, end.x, end.y);
  return end;
}

function weight({ pressure }: Point): number {
  return LIGHTEST + (1 - LIGHTEST) * pressure;
}

function paintArrow(brush: Brush, tail: Point, head: Point, width: number): void {
  const angle = Math.atan2(head.y - tail.y, head.x - tail.x);
  const length = Math.min(Math.hypot(head.x - tail.x, head.y - tail.y), width * 5);
  const barb = (turn: number): [number, number] => [
    head.x - length * Math.cos(angle + turn),
    head.y - length * Math.sin(angle + turn),
  ];
  brush.beginPath();
  brush.moveTo(tail.x, tail.y);
  brush.lineTo(head.x, head.y);
  brush.moveTo(...barb(-0.5));
  brush.lineTo(head.x, head.y);
  brush.lineTo(...barb(0.5));
  brush.stroke();
}

function paintShape(brush: Brush, kind: "BOX" | "ELLIPSE", a: Point, b: Point): void {
  const [left, top] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const [width, height] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
  brush.beginPath();
  if (kind === "BOX") brush.rect(left, top, width, height);
  else brush.ellipse(left + width / 2, top + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
  brush.stroke();
}

function paintText(brush: Brush, { text, width }: Mark, at: Point, size: Size): void {
  const height = width * size.height;
  brush.font = FONT.replace("{}", String(height));
  brush.textBaseline = "top";
  const { fillStyle } = brush;
  brush.lineWidth = Math.max(2, height / 8);
  brush.strokeStyle = "#000000";
  for (const [line, words] of (text ?? "").split("\n").entries()) {
    brush.strokeText(words, at.x, at.y + line * height * 1.2);
    brush.fillStyle = fillStyle;
    brush.fillText(words, at.x, at.y + line * height * 1.2);
  }
}
