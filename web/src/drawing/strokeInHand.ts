import type { MarkKind } from "../graphql/generated";
import { isDrawn, type Mark, type Point, simplified } from "./marks";

/** A mark while it is drawn. */
export class StrokeInHand {
  private points: Point[] = [];

  constructor(
    private kind: MarkKind,
    private colour: string,
    private width: number,
  ) {}

  add(point: Point): void {
    const last = this.points[this.points.length - 1];
    if (last && last.x === point.x && last.y === point.y) return;
    if (this.kind === "STROKE") this.points.push(point);
    else this.points = [this.points[0] ?? point, point];
  }

  /** The mark as far as it is drawn. */
  now(): Mark {
    return { kind: this.kind, colour: this.colour, width: this.width, text: null, points: [...this.points] };
  }

  /** The way as a line, whatever is drawn: what others see of it meanwhile. At most 500 points. */
  trace(): Point[] {
    const points = simplified(this.points, 0.001);
    return points.slice(-500);
  }

  /** The finished mark; null where nothing was drawn to speak of. */
  done(): Mark | null {
    const mark = this.now();
    const finished = this.kind === "STROKE" ? { ...mark, points: simplified(mark.points) } : mark;
    return isDrawn(finished) ? finished : null;
  }
}
