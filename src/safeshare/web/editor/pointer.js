// Mouse, pen and finger on the photo: click toggles, drag draws, moves or resizes.

const SLIP = 5; // a pointer that moved less (screen pixels) has clicked
const LEAST = 6; // a drawn box with a shorter side (screen pixels) was a slip
const REACH = 18; // a pointer this near to the handle (screen pixels) takes it

/** Give the box between two points, in reading order. */
function boxBetween([ax, ay], [bx, by]) {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/**
 * Let pointers work on the stage. `session` has: regions (or null), drawing (is the
 * draw tool on), toggled(region), marked(number).
 */
export function listenToPointer(stage, session) {
  const { canvas } = stage;
  let drag = null;

  canvas.addEventListener("pointerdown", (event) => {
    if (!session.regions || drag || event.button !== 0) return;
    const point = stage.pointAt(event);
    const target = targetAt(stage, session.regions, point);
    if (!mayDrag(event, target, session)) {
      drag = { tap: true, pointer: event.pointerId, target, from: [event.clientX, event.clientY] };
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    drag = { pointer: event.pointerId, target, from: [event.clientX, event.clientY], point };
  });

  canvas.addEventListener("pointermove", (event) => {
    if (!drag || drag.pointer !== event.pointerId) return;
    const far = Math.hypot(event.clientX - drag.from[0], event.clientY - drag.from[1]) > SLIP;
    if (far && !drag.moved) begin(drag, session.regions);
    if (drag.moved && !drag.tap) follow(drag, stage, session.regions, stage.pointAt(event));
  });

  canvas.addEventListener("pointerup", (event) => {
    if (!drag || drag.pointer !== event.pointerId) return;
    const ended = drag;
    drag = null;
    if (!ended.moved) click(ended.target, session);
    else if (stage.draft) finish(stage, session);
  });

  canvas.addEventListener("pointercancel", () => {
    drag = null;
    if (session.regions) stage.setDraft(null);
  });
}

/** Give what lies under a point: a mark's handle, a region, or nothing. */
function targetAt(stage, regions, [x, y]) {
  const mark = regions.selectedMark;
  if (mark) {
    const [, , x1, y1] = mark.box;
    if (Math.hypot(x - x1, y - y1) * stage.scale < REACH) return { handle: true, region: mark };
  }
  return { handle: false, region: regions.at(x, y) };
}

/** A finger scrolls the page unless the draw tool is on or it is on the selected mark. */
function mayDrag(event, target, session) {
  if (event.pointerType !== "touch" || session.drawing) return true;
  return Boolean(target.region?.mark) && target.region.id === session.regions.selected;
}

function begin(drag, regions) {
  drag.moved = true;
  const { region } = drag.target;
  if (drag.tap || !region?.mark) return;
  regions.remember();
  regions.select(region.id);
  drag.box = region.box;
}

function follow(drag, stage, regions, point) {
  const { region, handle } = drag.target;
  const dx = point[0] - drag.point[0];
  const dy = point[1] - drag.point[1];
  if (!drag.box) {
    stage.setDraft(boxBetween(drag.point, point));
  } else if (handle) {
    const [x0, y0] = drag.box;
    const least = LEAST / stage.scale;
    regions.place(region.id, [x0, y0, Math.max(x0 + least, point[0]), Math.max(y0 + least, point[1])]);
  } else {
    const [x0, y0, x1, y1] = drag.box;
    regions.place(region.id, [x0 + dx, y0 + dy, x1 + dx, y1 + dy]);
  }
}

function click({ region }, session) {
  if (!region) session.regions.select(null);
  else if (region.mark) session.regions.select(region.id);
  else session.toggled(session.regions.toggle(region.id));
}

function finish(stage, session) {
  const box = stage.draft;
  stage.setDraft(null);
  const least = LEAST / stage.scale;
  if (box[2] - box[0] < least || box[3] - box[1] < least) return;
  session.marked(session.regions.add(box.map((side) => Math.round(side * 10) / 10)));
}
