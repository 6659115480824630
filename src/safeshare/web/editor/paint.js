// One frame of the stage: the picture, what changed since it was rendered, outlines, handles.

import { drawCovered, drawOutline, drawShown } from "./cover.js";
import { handlesOf } from "./handles.js";
import { bounds, overlap } from "./shapes.js";

const YELLOW = "#ffd65c";
const GRIP = 10; // side of a handle as drawn, in CSS pixels

const LINES = {
  on: { colour: "#fff", width: 2, dashes: [] },
  off: { colour: "#fff", width: 2, dashes: [6, 5] },
  text: { colour: "#a9dcff", width: 2, dashes: [3, 4] },
};

/** Draw the stage as it is. `context` is sized already; its units are CSS pixels times `density`. */
export function paint(context, stage, density) {
  const { zoom, regions } = stage;
  context.resetTransform();
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const scale = zoom.scale * density;
  context.setTransform(scale, 0, 0, scale, zoom.x * density, zoom.y * density);
  context.imageSmoothingQuality = "high";
  const size = [regions.width, regions.height];
  if (stage.holding) {
    context.drawImage(stage.before, 0, 0, ...size);
    return;
  }
  paintPicture(context, stage, size);
  paintOutlines(context, stage, 1 / zoom.scale);
  context.setTransform(density, 0, 0, density, 0, 0);
  paintHandles(context, stage);
  paintTip(context, stage);
}

/** The program's rendering; what was changed since is drawn over it. */
function paintPicture(context, stage, size) {
  const { regions, covered, coveredItems, before } = stage;
  context.drawImage(covered ?? before, 0, 0, ...size);
  const [gone, come] = changes(covered ? coveredItems : [], regions.items);
  // A cover reaches beyond its outline by the margin and by smoothing at its rim.
  const rim = regions.margin + 2 / stage.zoom.scale;
  for (const region of gone) drawShown(context, region, rim, before, size);
  const uncovered = gone.map(bounds);
  const again = (region) =>
    region.on && (come.has(region) || uncovered.some((box) => overlap(box, bounds(region))));
  for (const region of regions.items.filter(again)) {
    drawCovered(context, region, regions.margin, before, size);
  }
  if (stage.draft) drawCovered(context, stage.draft, regions.margin, before, size);
}

/** Give what was covered and is no longer so, and what is newly covered. */
function changes(then, now) {
  const held = new Set(now.filter((region) => region.on));
  const had = new Set(then.filter((region) => region.on));
  const gone = [...had].filter((region) => !held.has(region));
  return [gone, new Set([...held].filter((region) => !had.has(region)))];
}

function paintOutlines(context, stage, unit) {
  const { regions } = stage;
  const last = (region) => region.id === regions.selected;
  const items = [...regions.items].sort((one, other) => last(one) - last(other));
  for (const region of items) {
    drawOutline(context, region, region.on ? regions.margin : 0, lineOf(region, stage), unit);
  }
  if (stage.draft) drawOutline(context, stage.draft, regions.margin, LINES.on, unit);
}

function lineOf(region, stage) {
  const line = region.on ? LINES.on : LINES[region.kind === "text" ? "text" : "off"];
  const isSelected = region.id === stage.regions.selected;
  const isHovered = region.id === stage.hovered;
  return {
    ...line,
    colour: isSelected ? YELLOW : line.colour,
    width: line.width + (isSelected || isHovered ? 1 : 0),
  };
}

function paintHandles(context, stage) {
  const box = stage.handleBox();
  if (!box) return;
  const [x0, y0, x1, y1] = box;
  if (stage.regions.selectedMark.shape !== "box") {
    context.setLineDash([4, 4]);
    twice(context, () => context.strokeRect(x0, y0, x1 - x0, y1 - y0));
    context.setLineDash([]);
  }
  context.lineWidth = 1.5;
  for (const { x, y } of handlesOf(box, GRIP)) {
    context.fillStyle = YELLOW;
    context.strokeStyle = "#1b211e";
    context.beginPath();
    context.roundRect(x - GRIP / 2, y - GRIP / 2, GRIP, GRIP, 2);
    context.fill();
    context.stroke();
  }
}

/** The ring of the brush or eraser under the pointer. */
function paintTip(context, { tip }) {
  if (!tip) return;
  context.beginPath();
  context.arc(tip.x, tip.y, tip.radius, 0, 2 * Math.PI);
  twice(context, () => context.stroke());
}

/** Draw a thin line that is seen on light and on dark. */
function twice(context, stroke) {
  for (const [width, colour] of [[3, "rgb(0 0 0 / 60%)"], [1.5, "#fff"]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    stroke();
  }
}
