// The geometry of regions: boxes, polygons and strokes of a round brush, in photo pixels.

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

const round = (value) => Math.round(value * 10) / 10;

/** Give the polygon of a region: found ones bring it, a box has four corners. */
export function polygon(region) {
  if (region.outline?.length) return region.outline;
  if (region.shape === "polygon") return region.points;
  const [x0, y0, x1, y1] = region.box;
  return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
}

/** Give the box around points, grown by `reach` to all sides. */
export function hull(points, reach = 0) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return [x0 - reach, y0 - reach, x1 + reach, y1 + reach];
}

const known = new WeakMap(); // regions are replaced, never edited

/** Give the box around a region. */
export function bounds(region) {
  if (!known.has(region)) {
    const isStroke = region.shape === "stroke";
    known.set(region, isStroke ? hull(region.points, region.radius) : hull(polygon(region)));
  }
  return known.get(region);
}

/** Tell whether a point lies in a polygon (even-odd rule). */
function inPolygon(points, x, y) {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i];
    const [xj, yj] = points[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Give the distance of a point from a line between two points. */
export function toSegment([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length ? clamp(((x - ax) * dx + (y - ay) * dy) / length, 0, 1) : 0;
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Give the distance of a point from a course of points. */
function toCourse(points, point, closed) {
  let nearest = Infinity;
  for (let i = closed ? 0 : Math.min(1, points.length - 1); i < points.length; i += 1) {
    const before = points[i === 0 ? points.length - 1 : i - 1];
    nearest = Math.min(nearest, toSegment(point, before, points[i]));
  }
  return nearest;
}

/** Give how far outside of a region a point lies; 0 inside, Infinity beyond `reach` of its box. */
export function distance(region, x, y, reach = 0) {
  const [x0, y0, x1, y1] = bounds(region);
  if (x < x0 - reach || x > x1 + reach || y < y0 - reach || y > y1 + reach) return Infinity;
  if (region.shape === "stroke") {
    return Math.max(0, toCourse(region.points, [x, y], false) - region.radius);
  }
  const points = polygon(region);
  return inPolygon(points, x, y) ? 0 : toCourse(points, [x, y], true);
}

/** Give a region's size in square pixels, of the box around it. */
export function area(region) {
  const [x0, y0, x1, y1] = bounds(region);
  return (x1 - x0) * (y1 - y0);
}

/** Tell whether two boxes share a place. */
export function overlap(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/** Give a mark whose box is `to`: moved, and as large as that. */
export function fitted(mark, to) {
  if (mark.shape === "box") return { ...mark, box: to.map(round) };
  const radius = mark.shape === "stroke" ? shrunk(mark, to) : 0;
  const from = hull(mark.points);
  const goal = [to[0] + radius, to[1] + radius, to[2] - radius, to[3] - radius];
  const points = mark.points.map(([x, y]) => [
    round(mapped(x, from[0], from[2], goal[0], goal[2])),
    round(mapped(y, from[1], from[3], goal[1], goal[3])),
  ]);
  return mark.shape === "stroke" ? { ...mark, points, radius: round(radius) } : { ...mark, points };
}

/** Give a stroke's radius after a change of its box: it grows with the smaller side's change. */
function shrunk(mark, to) {
  const from = bounds(mark);
  const wide = (to[2] - to[0]) / (from[2] - from[0]);
  const tall = (to[3] - to[1]) / (from[3] - from[1]);
  return mark.radius * Math.min(wide, tall);
}

function mapped(value, low, high, newLow, newHigh) {
  if (high === low) return (newLow + newHigh) / 2;
  return newLow + ((value - low) / (high - low)) * (newHigh - newLow);
}

/** Give a mark moved by a way, its box kept inside of the photo (or as far outside as it was). */
export function moved(mark, dx, dy, width, height) {
  const [x0, y0, x1, y1] = bounds(mark);
  const right = clamp(x0 + dx, Math.min(0, x0), Math.max(width - (x1 - x0), x0)) - x0;
  const down = clamp(y0 + dy, Math.min(0, y0), Math.max(height - (y1 - y0), y0)) - y0;
  if (mark.shape === "box") {
    return { ...mark, box: [x0 + right, y0 + down, x1 + right, y1 + down].map(round) };
  }
  return { ...mark, points: mark.points.map(([x, y]) => [round(x + right), round(y + down)]) };
}

/** Give a course with fewer points, none of the left-out ones farther than `slack` from it. */
export function simplified(points, slack) {
  if (points.length < 3) return points.map((point) => point.map(round));
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const open = [[0, points.length - 1]];
  while (open.length) {
    const [first, last] = open.pop();
    let [worst, at] = [slack, 0];
    for (let i = first + 1; i < last; i += 1) {
      const off = toSegment(points[i], points[first], points[last]);
      if (off > worst) [worst, at] = [off, i];
    }
    if (!at) continue;
    keep[at] = 1;
    open.push([first, at], [at, last]);
  }
  return points.filter((_, i) => keep[i]).map((point) => point.map(round));
}
