// Draws regions: as covered until the program's own rendering is there, and their outlines.
// The program computes a cover from the surroundings only; on screen a very coarse picture
// of the place stands for it. All drawing is in photo pixels; `unit` is one CSS pixel in them.

import { bounds, polygon } from "./shapes.js";

const CELLS = 3;
const HALO = "rgb(0 0 0 / 60%)";

const coarse = document.createElement("canvas");
coarse.width = coarse.height = CELLS;

const layer = document.createElement("canvas").getContext("2d");

/** Let go of what was drawn of a photo; a canvas is empty when it is given a size. */
export function clearLayers() {
  layer.canvas.width = layer.canvas.height = 1;
  coarse.width = coarse.height = CELLS;
}

const paths = new WeakMap(); // regions are replaced, never edited

/** Give a region's outline, or a stroke's course. */
function pathOf(region) {
  if (!paths.has(region)) paths.set(region, traced(region));
  return paths.get(region);
}

function traced(region) {
  const path = new Path2D();
  const isStroke = region.shape === "stroke";
  for (const [x, y] of isStroke ? region.points : polygon(region)) path.lineTo(x, y);
  // A course of one point is a dot: a line of no length with round ends.
  if (isStroke && region.points.length === 1) path.lineTo(...region.points[0]);
  if (!isStroke) path.closePath();
  return path;
}

/** Fill a region, grown by `reach` to all sides, in the context's present way of composing. */
function swell(context, region, reach, colour = "#000") {
  const path = pathOf(region);
  const isStroke = region.shape === "stroke";
  context.fillStyle = context.strokeStyle = colour;
  context.lineCap = context.lineJoin = "round";
  if (!isStroke) context.fill(path);
  const width = 2 * (reach + (isStroke ? region.radius : 0));
  if (width <= 0) return;
  context.lineWidth = width;
  context.stroke(path);
}

/** Draw on a layer of its own, then put it on the context; only a box of the photo is touched. */
function onLayer(context, [x0, y0, x1, y1], draw) {
  const { canvas } = context;
  const matrix = context.getTransform();
  const left = Math.max(0, Math.floor(x0 * matrix.a + matrix.e));
  const top = Math.max(0, Math.floor(y0 * matrix.d + matrix.f));
  const wide = Math.min(canvas.width, Math.ceil(x1 * matrix.a + matrix.e)) - left;
  const tall = Math.min(canvas.height, Math.ceil(y1 * matrix.d + matrix.f)) - top;
  if (wide <= 0 || tall <= 0) return;
  if (layer.canvas.width < wide) layer.canvas.width = wide;
  if (layer.canvas.height < tall) layer.canvas.height = tall;
  layer.save();
  layer.clearRect(0, 0, wide, tall);
  layer.beginPath();
  layer.rect(0, 0, wide, tall);
  layer.clip();
  layer.setTransform(matrix.a, 0, 0, matrix.d, matrix.e - left, matrix.f - top);
  draw(layer);
  layer.restore();
  context.save();
  context.resetTransform();
  context.drawImage(layer.canvas, 0, 0, wide, tall, left, top, wide, tall);
  context.restore();
}

const grown = ([x0, y0, x1, y1], reach) => [x0 - reach, y0 - reach, x1 + reach, y1 + reach];

/** Draw a region as covered, grown by `reach`. `image`: the preview; `size`: of the photo. */
export function drawCovered(context, region, reach, image, [width, height]) {
  const [x0, y0, x1, y1] = grown(bounds(region), reach);
  const [across, down] = [image.naturalWidth / width, image.naturalHeight / height];
  const small = coarse.getContext("2d");
  small.imageSmoothingQuality = "high";
  small.fillStyle = "#8a8a88";
  small.fillRect(0, 0, CELLS, CELLS);
  const [wide, tall] = [Math.max(1, (x1 - x0) * across), Math.max(1, (y1 - y0) * down)];
  small.drawImage(image, x0 * across, y0 * down, wide, tall, 0, 0, CELLS, CELLS);
  onLayer(context, [x0, y0, x1, y1], (cover) => {
    swell(cover, region, reach);
    cover.globalCompositeOperation = "source-in";
    cover.imageSmoothingQuality = "high";
    cover.drawImage(coarse, 0, 0, CELLS, CELLS, x0, y0, x1 - x0, y1 - y0);
  });
}

/** Draw a place as it was in the photo, grown by `reach`. */
export function drawShown(context, region, reach, image, [width, height]) {
  onLayer(context, grown(bounds(region), reach), (place) => {
    swell(place, region, reach);
    place.globalCompositeOperation = "source-in";
    place.drawImage(image, 0, 0, width, height);
  });
}

/** Draw a line around a region that is grown by `reach`; `line`: {colour, width, dashes}, in CSS pixels. */
export function drawOutline(context, region, reach, line, unit) {
  if (region.on) drawRing(context, region, reach, line, unit);
  else drawLine(context, pathOf(region), line, unit);
}

function drawLine(context, path, { colour, width, dashes }, unit) {
  context.lineJoin = "round";
  context.lineCap = "butt";
  context.setLineDash(dashes.map((length) => length * unit));
  for (const [wide, paint] of [[width + 2, HALO], [width, colour]]) {
    context.lineWidth = wide * unit;
    context.strokeStyle = paint;
    context.stroke(path);
  }
  context.setLineDash([]);
}

/** A line around a brush stroke can't be stroked: it is what is left of a wider one. */
function drawRing(context, region, reach, { colour, width }, unit) {
  const outer = reach + (width + 1) * unit;
  onLayer(context, grown(bounds(region), outer + unit), (ring) => {
    swell(ring, region, outer, HALO);
    ring.globalCompositeOperation = "destination-out";
    swell(ring, region, reach + width * unit);
    ring.globalCompositeOperation = "source-over";
    swell(ring, region, reach + width * unit, colour);
    ring.globalCompositeOperation = "destination-out";
    swell(ring, region, reach);
  });
}
