// The buttons around the picture: tools and their size, undo and redo, zoom, the original.

import { find } from "./dom.js";
import { say } from "./texts.js";
import { TOOLS } from "./tools.js";

const HINTS = {
  box: "hint.box",
  brush: "hint.brush",
  lasso: "hint.lasso",
  snap: "hint.snap",
  eraser: "hint.eraser",
};

/** Shows the state of the stage on its buttons, and does what they say. */
export class Toolbar {
  constructor(root, stage) {
    this.stage = stage;
    this.tools = [...root.querySelectorAll("button[data-tool]")];
    this.size = find(root, ".ss-size");
    this.range = find(root, ".ss-size input");
    this.hint = find(root, ".ss-hint");
    this.times = find(root, ".ss-times");
    this.original = find(root, '[data-do="original"]');
    const actions = {
      undo: () => undo(stage),
      redo: () => redo(stage),
      "zoom-in": () => stage.zoomIn(),
      "zoom-out": () => stage.zoomOut(),
      fit: () => stage.fit(),
    };
    this.buttons = Object.fromEntries(
      Object.keys(actions).map((name) => [name, find(root, `[data-do="${name}"]`)]),
    );
    for (const [name, action] of Object.entries(actions)) {
      this.buttons[name].addEventListener("click", () => stage.regions && action());
    }
    for (const button of this.tools) {
      button.addEventListener("click", () => stage.setTool(button.dataset.tool));
    }
    this.range.addEventListener("input", () => this.update());
    listenToHolding(this.original, stage);
    for (const button of Object.values(this.buttons)) {
      button.title = button.getAttribute("aria-label") ?? "";
    }
    this.original.title = say("zoom.original.more");
  }

  /** The radius of brush and eraser, in CSS pixels. */
  get radius() {
    return Number(this.range.value) / 2;
  }

  update() {
    const { stage, buttons } = this;
    for (const button of this.tools) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === stage.tool));
    }
    this.size.hidden = !TOOLS[stage.tool]?.sized;
    this.size.style.setProperty("--size", `${this.range.value}px`);
    const isFit = stage.zoom.isFit;
    this.hint.textContent = say(hintFor(stage));
    buttons.undo.disabled = !stage.regions?.canUndo;
    buttons.redo.disabled = !stage.regions?.canRedo;
    buttons["zoom-out"].disabled = isFit;
    buttons.fit.disabled = isFit;
    const n = Math.round(stage.zoom.times * 100);
    this.times.textContent = say("zoom.times", { n });
    this.times.setAttribute("aria-label", say("zoom.fit", { n }));
    this.original.setAttribute("aria-pressed", String(Boolean(stage.holding)));
  }
}

function hintFor({ tool, zoom }) {
  if (tool !== "select") return HINTS[tool];
  if (!zoom.isFit) return "hint.zoomed";
  return matchMedia("(pointer: coarse)").matches ? "hint.touch" : "hint.select";
}

/** Take the last change back, and say so. */
export function undo(stage) {
  if (!stage.regions.canUndo) return;
  stage.regions.undo();
  stage.tell(say("said.undone"));
}

/** Do again what was taken back, and say so. */
export function redo(stage) {
  if (!stage.regions.canRedo) return;
  stage.regions.redo();
  stage.tell(say("said.redone"));
}

/** The original shows while the button is held; a screen reader's press switches it. */
function listenToHolding(button, stage) {
  const held = new Set(["Enter", " "]);
  let byHand = false;
  const begin = () => {
    byHand = true;
    stage.hold(true);
  };
  const end = () => stage.hold(false);
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    begin();
  });
  button.addEventListener("keydown", (event) => held.has(event.key) && begin());
  for (const kind of ["pointerup", "pointercancel", "keyup", "blur"]) {
    button.addEventListener(kind, end);
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // of a long touch
  button.addEventListener("click", () => {
    if (!byHand) stage.hold(!stage.holding);
    byHand = false;
  });
}
