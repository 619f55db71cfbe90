import { ArrowUpRight, Circle, PenLine, Redo2, Square, Type, Undo2, X } from "lucide-react";
import { IconButton } from "../design/Button";
import { words } from "../words/en";
import styles from "./DrawingTools.module.css";
import { COLOURS, TOOLS, useTools, WIDTHS, type Width } from "./tools";

const ICONS = { STROKE: PenLine, ARROW: ArrowUpRight, BOX: Square, ELLIPSE: Circle, TEXT: Type };

/** Pens, colours and widths, and the way back. */
export function DrawingTools({ onUndo, onRedo }: { onUndo: () => void; onRedo: () => void }) {
  const { tool, colour, width, choose } = useTools();
  const say = words.review.draw;
  return (
    <div role="toolbar" aria-label={say.label} className={styles.tools}>
      <div className={styles.group}>
        {TOOLS.map((each) => (
          <IconButton
            key={each}
            label={say.tools[each]}
            icon={ICONS[each]}
            pressed={tool === each}
            onClick={() => choose({ tool: each })}
          />
        ))}
      </div>
      <fieldset className={styles.group}>
        <legend className="unseen">{say.colour}</legend>
        {COLOURS.map((each) => (
          <label key={each} className={styles.colour} title={say.colours[each]}>
            <input
              type="radio"
              name="draw-colour"
              className="unseen"
              checked={colour === each}
              onChange={() => choose({ colour: each })}
            />
            <span className={styles.dot} style={{ background: each }} />
            <span className="unseen">{say.colours[each]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className={styles.group}>
        <legend className="unseen">{say.width}</legend>
        {(Object.keys(WIDTHS) as Width[]).map((each) => (
          <label key={each} className={styles.colour} title={say.widths[each]}>
            <input
              type="radio"
              name="draw-width"
              className="unseen"
              checked={width === each}
              onChange={() => choose({ width: each })}
            />
            <span className={styles.line} style={{ height: `${WIDTHS[each] * 500}px` }} />
            <span className="unseen">{say.widths[each]}</span>
          </label>
        ))}
      </fieldset>
      <div className={styles.group}>
        <IconButton label={say.undo} icon={Undo2} onClick={onUndo} />
        <IconButton label={say.redo} icon={Redo2} onClick={onRedo} />
        <IconButton label={say.done} icon={X} onClick={() => choose({ open: false })} />
      </div>
    </div>
  );
}
