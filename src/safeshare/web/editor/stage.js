// Shows the photo with its regions on a canvas, and translates between screen and photo.

import { drawCovered, trace } from "./cover.js";
import { polygon } from "./regions.js";

const LINE = 2;
const HANDLE = 7;

/** One photo on a canvas. Coordinates of regions are pixels of the upright photo. */
export class Stage {
  constructor(box, canvas) {
    this.box = box;
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.image = null;
    this.regions = null;
    this.draft = null;
    new ResizeObserver(() => this.draw()).observe(box);
  }

  show(image, regions) {
    this.image = image;
    this.regions = regions;
    this.draft = null;
    this.box.style.setProperty("--ratio", String(regions.width / regions.height));
    this.draw();
  }

  clear() {
    this.image = null;
    this.regions = null;
    this.canvas.width = 1;
    this.canvas.height = 1;
  }

  /** Screen pixels (CSS) for one photo pixel. */
  get scale() {
    return this.canvas.clientWidth / this.regions.width;
  }

  /** Give the photo's coordinates under the pointer, kept inside of the photo. */
  pointAt(event) {
    const edge = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - edge.left) / edge.width) * this.regions.width;
    const y = ((event.clientY - edge.top) / edge.height) * this.regions.height;
    return [
      Math.min(this.regions.width, Math.max(0, x)),
      Math.min(this.regions.height, Math.max(0, y)),
    ];
  }

  /** Show a box that is being drawn, or null for none. */
  setDraft(box) {
    this.draft = box;
    this.draw();
  }

  draw() {
    if (!this.image || !this.canvas.clientWidth) return;
    const density = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * density);
    this.canvas.height = Math.round(this.canvas.clientHeight * density);
    const zoom = this.canvas.width / this.regions.width;
    this.context.setTransform(zoom, 0, 0, this.canvas.height / this.regions.height, 0, 0);
    this.context.drawImage(this.image, 0, 0, this.regions.width, this.regions.height);
    const unit = density / zoom;
    for (const region of this.regions.items) this.drawRegion(region, unit);
    if (this.draft) this.drawRegion({ box: this.draft, on: true, mark: true }, unit);
  }

  /** unit: photo pixels for one screen pixel. */
  drawRegion(region, unit) {
    const points = polygon(region);
    if (region.on) {
      drawCovered(this.context, this.image, points, this.image.naturalWidth / this.regions.width);
    }
    const selected = region.id !== undefined && region.id === this.regions.selected;
    trace(this.context, points);
    this.stroke(unit * (LINE + 2), "rgb(0 0 0 / 55%)", []);
    this.stroke(unit * LINE, selected ? "#ffd65c" : "#fff", region.on ? [] : [6 * unit, 5 * unit]);
    if (selected && region.mark) this.drawHandle(region.box, unit);
  }

  stroke(width, colour, dashes) {
    this.context.lineWidth = width;
    this.context.strokeStyle = colour;
    this.context.setLineDash(dashes);
    this.context.stroke();
    this.context.setLineDash([]);
  }

  drawHandle([, , x1, y1], unit) {
    this.context.beginPath();
    this.context.arc(x1, y1, HANDLE * unit, 0, 2 * Math.PI);
    this.context.fillStyle = "#ffd65c";
    this.context.fill();
    this.stroke(unit, "#000", []);
  }
}
