// The tools, by name. `begin(stage, at, event)` gives the gesture of one pointer: move(at, all),
// end(), cancel(), and tap() where a pointer that hardly moved means something else.
// `at`: {canvas: [x, y], photo: [x, y]}, CSS pixels of the canvas and pixels of the photo.

import { beginLasso, beginStroke } from "./brush.js";
import { beginErasing } from "./eraser.js";
import { beginBox, beginSelecting } from "./select.js";
import { beginSnapping } from "./snap.js";

/** handles: the selected mark can be resized; sized: the size slider counts. */
export const TOOLS = {
  select: { begin: beginSelecting, handles: true },
  box: { begin: beginBox, handles: true },
  brush: { begin: beginStroke, sized: true },
  lasso: { begin: beginLasso },
  snap: { begin: beginSnapping, sized: true },
  eraser: { begin: beginErasing, sized: true },
};
