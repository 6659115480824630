// Draws a covered place so that it already looks covered. The program's own covering
// is computed from the surroundings only; on screen a very coarse picture stands for it.

const CELLS = 3;
const coarse = document.createElement("canvas");
coarse.width = CELLS;
coarse.height = CELLS;

/** Trace a polygon as the current path. */
export function trace(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.closePath();
}

function boundsOf(points) {
  const columns = points.map(([x]) => x);
  const rows = points.map(([, y]) => y);
  return [Math.min(...columns), Math.min(...rows), Math.max(...columns), Math.max(...rows)];
}

/** Draw a polygon of the photo as covered. `scale`: preview pixels for one photo pixel. */
export function drawCovered(context, image, points, scale) {
  const [x0, y0, x1, y1] = boundsOf(points);
  const wide = Math.max(1, x1 - x0);
  const tall = Math.max(1, y1 - y0);
  const small = coarse.getContext("2d");
  small.imageSmoothingQuality = "high";
  small.clearRect(0, 0, CELLS, CELLS);
  small.drawImage(image, x0 * scale, y0 * scale, wide * scale, tall * scale, 0, 0, CELLS, CELLS);
  context.save();
  trace(context, points);
  context.clip();
  context.fillStyle = "#8a8a88";
  context.fillRect(x0, y0, wide, tall);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(coarse, 0, 0, CELLS, CELLS, x0, y0, wide, tall);
  context.restore();
}
