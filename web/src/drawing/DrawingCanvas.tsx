import { Konva } from "konva/lib/Core";
import { useEffect, useRef } from "react";
import type { Stage } from "../player/stage";
import styles from "./DrawingLayer.module.css";
import type { Mark } from "./marks";
import { paint, type Size } from "./paint";

interface Painted {
  stage: InstanceType<typeof Konva.Stage>;
  show: (marks: readonly Mark[], size: Size, seen: Stage) => void;
}

function canvasIn(container: HTMLDivElement): Painted {
  let shown: readonly Mark[] = [];
  let picture: Size = { width: 1, height: 1 };
  let corner = { left: 0, top: 0 };
  const stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
  const layer = new Konva.Layer({ listening: false });
  layer.add(
    new Konva.Shape({
      listening: false,
      sceneFunc: (context) => {
        context._context.translate(-corner.left, -corner.top);
        for (const mark of shown) paint(context._context, mark, picture);
      },
    }),
  );
  stage.add(layer);
  return {
    stage,
    show: (marks, size, seen) => {
      shown = marks;
      picture = size;
      corner = seen;
      stage.size({ width: seen.width, height: seen.height });
      // The window may have gone to another screen since.
      layer.getCanvas().setPixelRatio(window.devicePixelRatio);
      layer.draw();
    },
  };
}

/** All marks of the frame that is shown, as far as they are seen, painted in as many pixels as the screen has. */
export default function DrawingCanvas({
  marks,
  width,
  height,
  seen,
}: { marks: readonly Mark[]; seen: Stage } & Size) {
  const container = useRef<HTMLDivElement>(null);
  const painted = useRef<Painted | null>(null);
  useEffect(() => {
    if (!container.current) return;
    const made = canvasIn(container.current);
    painted.current = made;
    return () => {
      painted.current = null;
      made.stage.destroy();
    };
  }, []);
  const { left, top, width: across, height: down } = seen;
  useEffect(
    () => painted.current?.show(marks, { width, height }, { left, top, width: across, height: down }),
    [marks, width, height, left, top, across, down],
  );
  return (
    <div
      ref={container}
      className={styles.canvas}
      style={{ left, top }}
      aria-hidden="true"
      data-testid="drawings"
      data-marks={marks.length}
    />
  );
}
