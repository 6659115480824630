// Mouse, pen and finger on the photo: one pointer works with the tool, two fingers move and zoom.

import { cursorFor, targetAt } from "./acts.js";
import { panning } from "./select.js";
import { TOOLS } from "./tools.js";

const SLIP = 5; // a pointer that moved less (CSS pixels) has clicked
const WHEEL = 0.0016; // zoom for one pixel of the wheel, as a power of e
const PINCH = 0.01; // the same for a trackpad's pinch, which comes as a wheel with Ctrl
const LINE = 33; // pixels of a wheel that counts lines

/** Let pointers work on the stage; gives how to stop what they are at. */
export function listenToPointer(stage) {
  const { canvas } = stage;
  const fingers = new Map();
  let gesture = null;

  const stop = () => {
    gesture?.cancel();
    gesture = null;
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (!stage.regions || stage.holding) return;
    if (event.pointerType === "touch") fingers.set(event.pointerId, placeOf(stage, event).canvas);
    if (fingers.size === 2) {
      stop();
      gesture = pinching(stage, fingers);
    } else if (!gesture && fingers.size < 2) {
      gesture = begun(stage, event);
    }
    if (gesture) canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
  });

  canvas.addEventListener("pointermove", (event) => {
    if (!stage.regions) return;
    const at = placeOf(stage, event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at.canvas);
    showTip(stage, event, at);
    if (!gesture) hover(stage, event, at);
    else if (gesture.pointer === undefined || gesture.pointer === event.pointerId) {
      gesture.follow(at, everyPlace(stage, event));
    }
  });

  canvas.addEventListener("pointerup", (event) => {
    const isLast = fingers.delete(event.pointerId) ? fingers.size === 0 : true;
    if (!gesture) return;
    if (gesture.pointer === event.pointerId) {
      const ended = gesture;
      gesture = null;
      ended.finish();
    } else if (gesture.pointer === undefined && isLast) {
      gesture = null;
    }
  });

  canvas.addEventListener("pointercancel", (event) => {
    fingers.delete(event.pointerId);
    if (gesture?.pointer === event.pointerId || fingers.size === 0) stop();
  });

  canvas.addEventListener("pointerleave", () => {
    stage.tip = stage.hovered = null;
    stage.draw();
  });

  listenToTouch(stage);
  canvas.addEventListener("wheel", (event) => wheel(stage, event), { passive: false });
  canvas.addEventListener("contextmenu", (event) => gesture && event.preventDefault());
  return stop;
}

/** A finger scrolls the page, unless it has something to do on the photo. */
function listenToTouch(stage) {
  const isOurs = (event) => {
    if (!stage.regions || event.touches.length > 1) return true;
    if (stage.tool !== "select" || !stage.zoom.isFit) return true;
    const target = targetAt(stage, placeOf(stage, event.touches[0]), "touch");
    return Boolean(target.handle || (target.region?.mark && target.region.id === stage.regions.selected));
  };
  for (const kind of ["touchstart", "touchmove"]) {
    stage.canvas.addEventListener(kind, (event) => {
      if (event.cancelable && (event.touches.length > 1 || isOurs(event))) event.preventDefault();
    }, { passive: false });
  }
}

/** Give where an event is on the canvas and in the photo, there kept inside of it. */
function placeOf(stage, event) {
  const edge = stage.canvas.getBoundingClientRect();
  const canvas = [event.clientX - edge.left, event.clientY - edge.top];
  const [x, y] = stage.zoom.toPhoto(...canvas);
  const { width, height } = stage.regions;
  return { canvas, photo: [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))] };
}

/** Give all places since the last event: a fast hand draws a smooth line, too. */
function everyPlace(stage, event) {
  const all = event.getCoalescedEvents?.() ?? [];
  return (all.length ? all : [event]).map((one) => placeOf(stage, one));
}

/** Begin what the tool does; a middle button or a held space bar pans. */
function begun(stage, event) {
  const at = placeOf(stage, event);
  const pans = event.button === 1 || (event.button === 0 && stage.spaceHeld);
  if (event.button !== 0 && !pans) return null;
  if (pans) stage.spaceUsed = true;
  const inner = pans ? panning(stage, at) : TOOLS[stage.tool].begin(stage, at, event);
  let isMoved = !inner.tap;
  return {
    pointer: event.pointerId,
    follow(now, all) {
      const way = Math.hypot(now.canvas[0] - at.canvas[0], now.canvas[1] - at.canvas[1]);
      isMoved ||= way > SLIP;
      if (isMoved) inner.move(now, all);
    },
    finish: () => (isMoved ? inner.end() : inner.tap()),
    cancel: () => inner.cancel(),
  };
}

/** Two fingers: what was between them stays there. */
function pinching(stage, fingers) {
  const measure = () => {
    const [[ax, ay], [bx, by]] = [...fingers.values()];
    return { x: (ax + bx) / 2, y: (ay + by) / 2, wide: Math.max(1, Math.hypot(ax - bx, ay - by)) };
  };
  let last = measure();
  return {
    follow() {
      if (fingers.size < 2) return;
      const now = measure();
      stage.zoomBy(now.wide / last.wide, last.x, last.y);
      stage.pan(now.x - last.x, now.y - last.y);
      last = now;
    },
    cancel() {},
  };
}

function hover(stage, event, at) {
  if (event.pointerType === "touch") return;
  const target = targetAt(stage, at, event.pointerType);
  const isIdle = stage.tool === "select" || target.handle;
  stage.canvas.style.cursor = stage.spaceHeld ? "grab" : cursorFor(stage, target);
  const hovered = isIdle ? (target.region?.id ?? null) : null;
  if (hovered === stage.hovered) return;
  stage.hovered = hovered;
  stage.draw();
}

function showTip(stage, event, at) {
  const shows = TOOLS[stage.tool].sized && event.pointerType !== "touch";
  const [x, y] = at.canvas;
  const tip = shows ? { x, y, radius: stage.toolbar.radius } : null;
  if (!tip && !stage.tip) return;
  stage.tip = tip;
  stage.draw();
}

/** The wheel zooms to the pointer; out beyond the whole photo it scrolls the page. */
function wheel(stage, event) {
  if (!stage.regions || (event.deltaY > 0 && stage.zoom.isFit && !event.ctrlKey)) return;
  event.preventDefault();
  const way = event.deltaY * (event.deltaMode ? LINE : 1);
  const factor = Math.exp(-way * (event.ctrlKey ? PINCH : WHEEL));
  const [x, y] = placeOf(stage, event).canvas;
  stage.zoomBy(Math.min(2, Math.max(0.5, factor)), x, y);
}
