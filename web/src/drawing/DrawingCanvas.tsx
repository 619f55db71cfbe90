import { Konva } from "konva/lib/Core";
import { useEffect, useRef } from "react";
import type { Mark } from "./marks";
import { paint, type Size } from "./paint";

interface Painted {
  stage: InstanceType<typeof Konva.Stage>;
  show: (marks: readonly Mark[], size: Size) => void;
}

function canvasIn(container: HTMLDivElement): Painted {
  let shown: readonly Mark[] = [];
  const stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
  const layer = new Konva.Layer({ listening: false });
  layer.add(
    new Konva.Shape({
      listening: false,
      sceneFunc: (context) => {
        for (const mark of shown) paint(context._context, mark, stage.size());
      },
    }),
  );
  stage.add(layer);
  return {
    stage,
    show: (marks, size) => {
      shown = marks;
      stage.size(size);
      // The window may have gone to another screen since.
      layer.getCanvas().setPixelRatio(window.devicePixelRatio);
      layer.draw();
    },
  };
}

/** All marks of the frame that is shown, painted in as many pixels as the screen has. */
export default function DrawingCanvas({ marks, width, height }: { marks: readonly Mark[] } & Size) {
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
  useEffect(() => painted.current?.show(marks, { width, height }), [marks, width, height]);
  return <div ref={container} aria-hidden="true" data-testid="drawings" data-marks={marks.length} />;
}
