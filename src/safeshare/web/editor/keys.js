// The keyboard on the photo: everything that a pointer can do.

import { addMark, removeMark, toggle } from "./acts.js";
import { nameOf, stateOf } from "./names.js";
import { bounds } from "./shapes.js";
import { snap } from "./snap.js";
import { redo, undo } from "./toolbar.js";

const STEP = 10; // CSS pixels for one press of an arrow key
const FINE = 1; // the same with Alt
const LEAST = 6; // the shortest side of a mark, in CSS pixels

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const LETTERS = {
  v: (stage) => stage.setTool("select"),
  r: (stage) => stage.setTool("box"),
  b: (stage) => stage.setTool("brush"),
  l: (stage) => stage.setTool("lasso"),
  t: (stage) => stage.setTool("snap"),
  e: (stage) => stage.setTool("eraser"),
  n: (stage) => addInMiddle(stage),
  s: (stage) => stage.regions.selectedMark && snap(stage, stage.regions.selectedMark),
  o: (stage) => stage.hold(true),
  "+": (stage) => stage.zoomIn(),
  "=": (stage) => stage.zoomIn(),
  "-": (stage) => stage.zoomOut(),
  0: (stage) => stage.fit(),
  enter: (stage) => switchSelected(stage),
  delete: (stage) => removeSelected(stage),
  backspace: (stage) => removeSelected(stage),
  escape: (stage) => leave(stage),
};

/** Let keys work on the stage. */
export function listenToKeys(stage) {
  const { root, canvas } = stage;
  // On the document: after a click on nothing, the focus is nowhere, and undo works all the same.
  document.addEventListener("keydown", (event) => {
    if (!stage.regions || root.dataset.state !== "review") return;
    const isMeant = event.ctrlKey || event.metaKey
      ? onCommand(event, stage)
      : event.target === canvas && onPhoto(event, stage);
    if (isMeant) event.preventDefault();
  });
  canvas.addEventListener("keyup", (event) => onRelease(event, stage));
  canvas.addEventListener("blur", () => {
    stage.spaceHeld = false;
    stage.hold(false);
  });
  canvas.addEventListener("focus", () => {
    stage.isLeft = false;
  });
}

/** Undo and redo work everywhere but where text is typed. */
function onCommand(event, stage) {
  const key = event.key.toLowerCase();
  if (event.target.matches("input:not([type=range], [type=checkbox]), textarea")) return false;
  if (key === "z") (event.shiftKey ? redo : undo)(stage);
  else if (key === "y") redo(stage);
  else return false;
  return true;
}

/** Do what a key means on the photo; tell whether it means anything. */
function onPhoto(event, stage) {
  if (event.key === "Tab") return next(stage, event.shiftKey ? -1 : 1);
  if (event.key !== "Shift") stage.isLeft = false;
  if (ARROWS[event.key]) return push(event, stage);
  if (event.key === " ") {
    if (!event.repeat) [stage.spaceHeld, stage.spaceUsed] = [true, false];
    return true;
  }
  const act = LETTERS[event.key.toLowerCase()];
  if (!act || (event.repeat && !"+=-".includes(event.key))) return Boolean(act);
  act(stage);
  return true;
}

/** A space bar that moved nothing switches the selected region. */
function onRelease(event, stage) {
  if (event.key.toLowerCase() === "o") stage.hold(false);
  if (event.key !== " " || !stage.spaceHeld) return;
  stage.spaceHeld = false;
  if (!stage.spaceUsed) switchSelected(stage);
}

/** Select the region after or before; beyond the last one the key leaves the photo. */
function next(stage, way) {
  const { items, selected } = stage.regions;
  if (stage.isLeft) return false;
  const here = items.findIndex((region) => region.id === selected);
  const there = here < 0 && way < 0 ? items.length - 1 : here + way;
  const region = items[there];
  if (!region) return false;
  stage.regions.select(region.id);
  stage.zoom.reveal(bounds(region));
  stage.tell(`${nameOf(stage.regions, region)}: ${stateOf(region)}`);
  return true;
}

/** Give up what is being drawn, select nothing, and let the next Tab leave the photo. */
function leave(stage) {
  stage.stopPointer();
  stage.regions.select(null);
  stage.isLeft = true;
}

/** Move the selected mark, or with Shift its lower right corner; without one, the picture. */
function push(event, stage) {
  const { regions, zoom } = stage;
  const mark = regions.selectedMark;
  const [right, down] = ARROWS[event.key];
  if (!mark) {
    if (zoom.isFit) return false;
    stage.pan(-right * STEP * 4, -down * STEP * 4);
    return true;
  }
  const step = (event.altKey ? FINE : STEP) / zoom.scale;
  if (!event.repeat) regions.remember();
  if (event.shiftKey) {
    const [x0, y0, x1, y1] = bounds(mark);
    const least = LEAST / zoom.scale;
    const size = [Math.max(x0 + least, x1 + right * step), Math.max(y0 + least, y1 + down * step)];
    regions.fit(mark, [x0, y0, ...size]);
  } else {
    regions.move(mark, right * step, down * step);
  }
  zoom.reveal(bounds(regions.selectedMark));
  return true;
}

function switchSelected(stage) {
  const region = stage.regions.selectedItem;
  if (region && !region.mark) toggle(stage, region.id);
}

function removeSelected(stage) {
  const mark = stage.regions.selectedMark;
  if (mark) removeMark(stage, mark.id);
}

/** Cover a place in the middle of what is seen, a fifth of its size, to be moved from there. */
export function addInMiddle(stage) {
  const { zoom, regions } = stage;
  const [x0, y0] = zoom.toPhoto(0, 0).map((value) => Math.max(0, value));
  const [x1, y1] = zoom.toPhoto(zoom.wide, zoom.tall);
  const [right, bottom] = [Math.min(x1, regions.width), Math.min(y1, regions.height)];
  const along = (low, high, part) => Math.round(low + (high - low) * part);
  const box = [
    along(x0, right, 0.4), along(y0, bottom, 0.4), along(x0, right, 0.6), along(y0, bottom, 0.6),
  ];
  return addMark(stage, { shape: "box", box });
}
