// Shows one photo with its regions on a canvas; tools, keys, toolbar and list work on it.

import { clearLayers } from "./cover.js";
import { Covers } from "./covers.js";
import { find } from "./dom.js";
import { listenToKeys } from "./keys.js";
import { paint } from "./paint.js";
import { listenToPointer } from "./pointer.js";
import { bounds } from "./shapes.js";
import { Toolbar } from "./toolbar.js";
import { TOOLS } from "./tools.js";
import { Zoom } from "./zoom.js";

const STEP = 1.4; // one press on a zoom button

/** One photo at a time. Coordinates of regions are pixels of the upright photo. */
export class Stage {
  constructor(root) {
    this.root = root;
    this.box = find(root, ".ss-stage");
    this.canvas = find(root, ".ss-canvas");
    this.context = this.canvas.getContext("2d");
    this.zoom = new Zoom();
    this.tool = "select";
    this.toolbar = new Toolbar(root, this);
    this.list = new Covers(root, this);
    this.before = this.regions = this.covered = null;
    this.coveredItems = [];
    this.draft = this.hovered = this.tip = null;
    this.holding = false;
    this.onSnap = null; // async (mark) => points of the whole marked thing
    this.frame = 0;
    this.unwatch = () => {};
    this.stopPointer = listenToPointer(this);
    this.setTool("select");
    listenToKeys(this);
    new ResizeObserver(() => this.resize()).observe(this.box);
  }

  /** Show a photo. `cover`: the program's rendering of what is covered, or null; `items` of it. */
  show({ before, regions, cover = null, items = regions.items }) {
    if (this.regions !== regions) this.take(regions);
    this.before = before;
    this.setCovered(cover, items);
    this.resize();
    this.update();
  }

  take(regions) {
    this.clear();
    this.regions = regions;
    this.unwatch = regions.watch(() => this.update());
    this.box.style.setProperty("--ratio", String(regions.width / regions.height));
    this.zoom.setPhoto(regions.width, regions.height);
  }

  /** Take the program's rendering. `items`: regions.items when it was asked for. */
  setCovered(image, items = this.regions?.items) {
    this.covered = image;
    this.coveredItems = image ? items : [];
    this.draw();
  }

  /** Say that the program's rendering is on its way; it is seen when that takes long. */
  setDrawing(on) {
    this.box.toggleAttribute("data-drawing", on);
  }

  clear() {
    this.stopPointer();
    this.unwatch();
    this.unwatch = () => {};
    this.before = this.regions = this.covered = null;
    this.coveredItems = [];
    this.draft = this.hovered = this.tip = null;
    this.holding = false;
    delete this.canvas.dataset.view;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.canvas.width = this.canvas.height = 1;
    clearLayers();
    this.list.clear();
    this.toolbar.update();
  }

  /** Choose a tool by its name in TOOLS. */
  setTool(name) {
    this.tool = TOOLS[name] ? name : "select";
    this.canvas.dataset.tool = this.tool;
    this.tip = null;
    this.toolbar.update();
    this.draw();
  }

  /** After a change or a selection: everything that shows regions follows. */
  update() {
    this.toolbar.update();
    this.list.update();
    this.draw();
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    if (!this.regions || !clientWidth) return;
    this.zoom.setCanvas(clientWidth, clientHeight);
    this.draw();
    this.toolbar.update();
  }

  /** Draw soon: once for all that changes before the next frame. */
  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.drawNow();
    });
  }

  drawNow() {
    if (!this.regions || !this.canvas.clientWidth) return;
    const density = window.devicePixelRatio || 1;
    const wide = Math.round(this.zoom.wide * density);
    const tall = Math.round(this.zoom.tall * density);
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== tall) this.canvas.height = tall;
    paint(this.context, this, density);
    const { scale, x, y } = this.zoom;
    this.canvas.dataset.view = `${scale} ${x} ${y}`; // where the photo lies on the canvas
    this.canvas.toggleAttribute("data-zoomed", !this.zoom.isFit);
  }

  /** Zoom by a factor, to a point of the canvas or its middle. */
  zoomBy(factor, x, y) {
    this.zoom.by(factor, x, y);
    this.moved();
  }

  zoomIn() {
    this.zoomBy(STEP);
  }

  zoomOut() {
    this.zoomBy(1 / STEP);
  }

  fit() {
    this.zoom.fit();
    this.moved();
  }

  pan(dx, dy) {
    this.zoom.pan(dx, dy);
    this.moved();
  }

  moved() {
    this.draw();
    this.toolbar.update();
  }

  /** Show the original as long as it is held. */
  hold(on) {
    if (!this.regions || this.holding === on) return;
    this.holding = on;
    this.toolbar.update();
    this.draw();
  }

  setDraft(mark) {
    this.draft = mark && { kind: "mark", mark: true, on: true, ...mark };
    this.draw();
  }

  /** Give the canvas' box around the mark that has handles now, its margin with it, or null. */
  handleBox() {
    const mark = this.regions?.selectedMark;
    if (!mark || this.draft || !TOOLS[this.tool].handles) return null;
    const { margin, width, height } = this.regions;
    const [x0, y0, x1, y1] = bounds(mark);
    const first = this.zoom.toCanvas(Math.max(0, x0 - margin), Math.max(0, y0 - margin));
    const last = this.zoom.toCanvas(Math.min(width, x1 + margin), Math.min(height, y1 + margin));
    return [...first, ...last];
  }

  /** Tell a screen reader. */
  tell(sentence) {
    find(this.root, ".ss-said").textContent = sentence;
  }
}
