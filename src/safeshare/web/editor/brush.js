// Drawing by hand: a stroke of a round brush, and the lasso around a place.

import { addMark, tap, targetAt } from "./acts.js";
import { hull, simplified } from "./shapes.js";

const SLACK = 0.3; // CSS pixels by which fewer points may leave the drawn course
const LEAST = 6; // a lasso smaller than this (CSS pixels) was a slip
const MOST_POINTS = 1_000; // of one mark

/** Give a course with so few points that the program takes it. */
function sent(points, scale) {
  for (let slack = SLACK / scale; ; slack *= 2) {
    const fewer = simplified(points, slack);
    if (fewer.length <= MOST_POINTS) return fewer;
  }
}

/** Follow the pointer with the brush; `done` gets the stroke when it ends. */
export function stroking(stage, at, done) {
  const radius = Math.round((stage.toolbar.radius / stage.zoom.scale) * 10) / 10;
  const points = [at.photo];
  const show = () => stage.setDraft({ shape: "stroke", points: [...points], radius });
  show();
  return {
    move(_, all) {
      points.push(...all.map(({ photo }) => photo));
      show();
    },
    end() {
      stage.setDraft(null);
      done({ shape: "stroke", points: sent(points, stage.zoom.scale), radius });
    },
    cancel: () => stage.setDraft(null),
  };
}

/** Cover what the brush goes over; a click is a dot. */
export function beginStroke(stage, at) {
  return stroking(stage, at, (stroke) => addMark(stage, stroke));
}

/** Cover what a line is drawn around; it is closed by itself. */
export function beginLasso(stage, at, event) {
  const target = targetAt(stage, at, event.pointerType);
  const points = [at.photo];
  return {
    move(_, all) {
      points.push(...all.map(({ photo }) => photo));
      if (points.length > 2) stage.setDraft({ shape: "polygon", points: [...points] });
    },
    end() {
      stage.setDraft(null);
      const drawn = sent(points, stage.zoom.scale);
      const [x0, y0, x1, y1] = hull(drawn);
      const least = LEAST / stage.zoom.scale;
      if (drawn.length < 3 || x1 - x0 < least || y1 - y0 < least) return;
      addMark(stage, { shape: "polygon", points: drawn });
    },
    cancel: () => stage.setDraft(null),
    tap: () => tap(stage, target),
  };
}
