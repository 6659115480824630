// The eraser: takes away the marks it touches, cuts strokes where it passes, shows found places.

import { MOST_MARKS } from "./regions.js";
import { bounds, distance, overlap, simplified, toSegment } from "./shapes.js";
import { say } from "./texts.js";

const FINE = 0.15; // CSS pixels by which a cut stroke's points may be simplified

/** Erase along the pointer's way; all of one drag is one step of undo. */
export function beginErasing(stage, at) {
  const { regions } = stage;
  // What is covered is larger than its outline by the margin, and none of it is to be left.
  const radius = stage.toolbar.radius / stage.zoom.scale + regions.margin;
  let last = at.photo;
  let begun = false;
  const pass = (point) => {
    const items = erased(regions, last, point, radius, FINE / stage.zoom.scale);
    last = point;
    if (!items) return;
    if (items.filter((region) => region.mark).length > MOST_MARKS) {
      stage.tell(say("said.full")); // so many pieces: what is covered stays so
      return;
    }
    if (!begun) regions.remember();
    begun = true;
    regions.put(items);
  };
  pass(at.photo);
  return {
    move: (_, all) => all.forEach(({ photo }) => pass(photo)),
    end() {},
    cancel() {
      if (begun) regions.undo();
    },
  };
}

/** Give what is left after the eraser went from one point to another, or null if that is all. */
function erased(regions, from, to, radius, slack) {
  const [ax, bx] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [ay, by] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  const swept = [ax - radius, ay - radius, bx + radius, by + radius];
  let changed = false;
  const items = regions.items.flatMap((region) => {
    if (!region.on || !overlap(swept, bounds(region))) return [region];
    const left = region.shape === "stroke"
      ? cut(regions, region, from, to, radius, slack)
      : uncovered(region, from, to, radius);
    changed ||= left.length !== 1 || left[0] !== region;
    return left;
  });
  return changed ? items : null;
}

/** A touched mark goes, a touched found region is shown. */
function uncovered(region, from, to, radius) {
  if (!touches(region, from, to, radius)) return [region];
  return region.mark ? [] : [{ ...region, on: false }];
}

function touches(region, from, to, radius) {
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / radius));
  for (let i = 0; i <= steps; i += 1) {
    const x = from[0] + ((to[0] - from[0]) * i) / steps;
    const y = from[1] + ((to[1] - from[1]) * i) / steps;
    if (distance(region, x, y, radius) <= radius) return true;
  }
  return false;
}

/** Cut a stroke so that nothing of it is left under the eraser; its pieces are strokes again. */
function cut(regions, stroke, from, to, radius, slack) {
  const reach = radius + stroke.radius;
  const pieces = [[]];
  let hit = false;
  for (const point of dense(stroke.points, reach / 8)) {
    if (toSegment(point, from, to) >= reach) pieces.at(-1).push(point);
    else {
      hit = true;
      if (pieces.at(-1).length) pieces.push([]);
    }
  }
  if (!hit) return [stroke];
  const left = pieces.filter((points) => points.length).map((points) => simplified(points, slack));
  return left.map((points, number) => (number ? regions.asDrawn({ ...stroke, points }) : { ...stroke, points }));
}

/** Give a course with a point at least every `step`. */
function dense(points, step) {
  return points.flatMap((point, at) => {
    if (!at) return [point];
    const [[ax, ay], [bx, by]] = [points[at - 1], point];
    const count = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / step));
    return Array.from({ length: count }, (_, i) => {
      const along = (i + 1) / count;
      return [ax + (bx - ax) * along, ay + (by - ay) * along];
    });
  });
}
