// A rough stroke over a tattoo becomes the outline of the whole of it.

import { addMark } from "./acts.js";
import { stroking } from "./brush.js";
import { asMark } from "./regions.js";
import { say } from "./texts.js";

/** Cover the stroke at once, then what it lies on. */
export function beginSnapping(stage, at) {
  return stroking(stage, at, (stroke) => {
    const mark = addMark(stage, stroke);
    if (mark) snap(stage, mark);
  });
}

/** Make a mark as large as the thing that it lies on; it stays as it is where nothing is found. */
export async function snap(stage, mark) {
  const { regions } = stage;
  if (!stage.onSnap) return;
  const points = await stage.onSnap(asMark(mark)).catch(() => null);
  const isStill = regions.byId(mark.id) === mark;
  if (points?.length >= 3 && isStill) regions.settle(mark.id, { shape: "polygon", points });
  if (stage.regions !== regions) return; // another photo is shown by now
  stage.tell(say(points?.length >= 3 ? "said.snapped" : "said.unsnapped"));
}
