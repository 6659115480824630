// The keyboard on the photo: everything that a pointer can do.

const STEP = 10; // screen pixels for one press of an arrow key
const FINE = 1; // the same with Alt
const LEAST = 6;

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Give a box in the middle of the photo, a fifth of its size. */
export function middleBox({ width, height }) {
  return [width * 0.4, height * 0.4, width * 0.6, height * 0.6].map(Math.round);
}

/** Let keys work on the stage; `actions` has undo(), remove() and mark(). */
export function listenToKeys(root, stage, session, actions) {
  root.addEventListener("keydown", (event) => {
    if (!session.regions) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      actions.undo();
    } else if (event.target === stage.canvas && onPhoto(event, stage, session.regions, actions)) {
      event.preventDefault();
    }
  });
}

/** Do what a key means on the photo; tell whether it means anything. */
function onPhoto(event, stage, regions, actions) {
  const mark = regions.selectedMark;
  if (event.ctrlKey || event.metaKey) return false;
  if (event.key.toLowerCase() === "n") actions.mark();
  else if (mark && ARROWS[event.key]) push(event, stage, regions, mark);
  else if (mark && (event.key === "Delete" || event.key === "Backspace")) actions.remove();
  else return false;
  return true;
}

function push(event, stage, regions, mark) {
  const step = (event.altKey ? FINE : STEP) / stage.scale;
  const [dx, dy] = ARROWS[event.key].map((way) => way * step);
  const [x0, y0, x1, y1] = mark.box;
  if (!event.repeat) regions.remember();
  if (event.shiftKey) regions.resize(mark.id, dx, dy, LEAST / stage.scale);
  else regions.place(mark.id, [x0 + dx, y0 + dy, x1 + dx, y1 + dy]);
}
