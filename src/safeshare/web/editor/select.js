// Choosing, moving and resizing with the pointer, and drawing rectangles. What a gesture is: tools.js.

import { addMark, tap, targetAt } from "./acts.js";
import { stretched } from "./handles.js";
import { bounds } from "./shapes.js";

const LEAST = 6; // a box with a shorter side (CSS pixels) was a slip

const NOTHING = { move() {}, end() {}, cancel() {} };

/** A region is toggled, moved or resized; a drag elsewhere pans, or draws while the photo fits. */
export function beginSelecting(stage, at, event) {
  const target = targetAt(stage, at, event.pointerType);
  const { region, handle } = target;
  const isTouch = event.pointerType === "touch";
  const canMove = region?.mark && (!isTouch || region.id === stage.regions.selected);
  if (handle || canMove) return changing(stage, at, target);
  if (!stage.zoom.isFit) return { ...panning(stage, at), tap: () => tap(stage, target) };
  if (isTouch) return { ...NOTHING, tap: () => tap(stage, target) }; // a finger scrolls the page
  return drawing(stage, at, target);
}

/** Draw a rectangle, unless a handle is taken. */
export function beginBox(stage, at, event) {
  const target = targetAt(stage, at, event.pointerType);
  return target.handle ? changing(stage, at, target) : drawing(stage, at, target);
}

/** Move the picture under the pointer. */
export function panning(stage, from) {
  let [x, y] = from.canvas;
  return {
    ...NOTHING,
    move({ canvas }) {
      stage.pan(canvas[0] - x, canvas[1] - y);
      [x, y] = canvas;
    },
  };
}

/** Move a mark, or change its size by a handle. */
function changing(stage, from, { region, handle }) {
  const { regions } = stage;
  let begun = false;
  const begin = () => {
    begun = true;
    regions.remember();
    regions.select(region.id);
  };
  return {
    move({ photo }) {
      if (!begun) begin();
      const [dx, dy] = [photo[0] - from.photo[0], photo[1] - from.photo[1]];
      const least = LEAST / stage.zoom.scale;
      if (handle) regions.fit(region, stretched(bounds(region), handle, dx, dy, least));
      else regions.move(region, dx, dy);
    },
    end() {},
    cancel() {
      if (begun) regions.undo();
    },
    tap: () => tap(stage, { region }),
  };
}

/** Draw a rectangle. */
function drawing(stage, from, target) {
  let box = null;
  return {
    move({ photo }) {
      box = boxBetween(from.photo, photo);
      stage.setDraft({ shape: "box", box });
    },
    end() {
      stage.setDraft(null);
      const least = LEAST / stage.zoom.scale;
      if (box[2] - box[0] < least || box[3] - box[1] < least) return;
      addMark(stage, { shape: "box", box });
    },
    cancel: () => stage.setDraft(null),
    tap: () => tap(stage, target),
  };
}

/** Give the box between two points, in reading order. */
function boxBetween([ax, ay], [bx, by]) {
  const sides = [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
  return sides.map((side) => Math.round(side * 10) / 10);
}
