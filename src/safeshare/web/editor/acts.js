// What tools, keys and the list have in common: what lies under a pointer, and single changes.

import { cursorOf, handleAt } from "./handles.js";
import { nameOf, stateOf } from "./names.js";
import { say } from "./texts.js";

const REACH = { mouse: 12, pen: 16, touch: 22 }; // how near to a handle a pointer takes it
const NEAR = { mouse: 2, pen: 6, touch: 14 }; // how near to a region a click means it

/** Give what lies under a pointer: {handle} of the selected mark, or {region}, or neither. */
export function targetAt(stage, at, kind) {
  const box = stage.handleBox();
  const handle = box && handleAt(box, at.canvas, REACH[kind] ?? REACH.mouse);
  if (handle) return { handle, region: stage.regions.selectedMark };
  const reach = (NEAR[kind] ?? NEAR.mouse) / stage.zoom.scale;
  return { handle: null, region: stage.regions.at(...at.photo, reach) };
}

/** Give the canvas' cursor over a target. */
export function cursorFor(stage, { handle, region }) {
  if (handle) return cursorOf(handle);
  if (stage.tool !== "select") return "crosshair";
  if (region) return region.mark ? "move" : "pointer";
  return stage.zoom.isFit ? "crosshair" : "grab";
}

/** Click or tap: a found region is shown or covered, a mark is selected. */
export function tap(stage, { region }) {
  const { regions } = stage;
  if (!region) regions.select(null);
  else if (region.mark) regions.select(region.id);
  else toggle(stage, region.id);
}

/** Show or cover a found region, and say so. */
export function toggle(stage, id) {
  const region = stage.regions.toggle(id);
  stage.tell(`${nameOf(stage.regions, region)}: ${stateOf(region)}`);
}

/** Add a drawn mark, and say so; gives it, or null when there are too many. */
export function addMark(stage, shape) {
  const mark = stage.regions.add(shape);
  stage.tell(mark ? say("said.marked", { n: mark.number }) : say("said.full"));
  return mark;
}

/** Take a mark away, and say so. */
export function removeMark(stage, id) {
  stage.regions.remove(id);
  stage.tell(say("said.removed"));
}
