// Which part of the photo the canvas shows: a scale and where the photo's corner lies.

import { clamp } from "./shapes.js";

const CLOSEST = 8; // times the size at which the whole photo fits
const AT_LEAST = 2; // screen pixels for one photo pixel that can always be reached

/** Translates between photo pixels and CSS pixels of the canvas. */
export class Zoom {
  constructor() {
    this.width = this.height = 1; // of the photo
    this.wide = this.tall = 1; // of the canvas
    this.scale = 1; // canvas pixels for one photo pixel
    this.x = this.y = 0; // where the photo's corner lies on the canvas
  }

  get fitting() {
    return Math.min(this.wide / this.width, this.tall / this.height);
  }

  get isFit() {
    return this.scale <= this.fitting * 1.001;
  }

  /** How much larger than fitting, 1 or more. */
  get times() {
    return this.scale / this.fitting;
  }

  setPhoto(width, height) {
    [this.width, this.height] = [width, height];
    this.fit();
  }

  /** Take a new size of the canvas; what was in the middle stays there. */
  setCanvas(wide, tall) {
    const wasFit = this.isFit;
    const [x, y] = this.toPhoto(this.wide / 2, this.tall / 2);
    [this.wide, this.tall] = [wide, tall];
    if (wasFit) this.fit();
    else this.place(this.scale, wide / 2 - x * this.scale, tall / 2 - y * this.scale);
  }

  fit() {
    this.place(this.fitting, 0, 0);
  }

  /** Zoom by a factor; the photo's point under (x, y) stays there. */
  by(factor, x = this.wide / 2, y = this.tall / 2) {
    const most = Math.max(this.fitting * CLOSEST, AT_LEAST);
    const scale = clamp(this.scale * factor, this.fitting, most);
    const ratio = scale / this.scale;
    this.place(scale, x - (x - this.x) * ratio, y - (y - this.y) * ratio);
  }

  pan(dx, dy) {
    this.place(this.scale, this.x + dx, this.y + dy);
  }

  /** Move so that a box of the photo can be seen. */
  reveal([x0, y0, x1, y1]) {
    const [left, top] = this.toCanvas(x0, y0);
    const [right, bottom] = this.toCanvas(x1, y1);
    const dx = left < 0 ? -left : Math.min(0, this.wide - right);
    const dy = top < 0 ? -top : Math.min(0, this.tall - bottom);
    if (dx || dy) this.pan(dx, dy);
  }

  /** Set everything. The whole photo is centred; a larger one is never moved off the middle. */
  place(scale, x, y) {
    this.scale = scale;
    this.x = held(x, this.wide, this.width * scale, this.isFit);
    this.y = held(y, this.tall, this.height * scale, this.isFit);
  }

  toPhoto(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  toCanvas(x, y) {
    return [this.x + x * this.scale, this.y + y * this.scale];
  }
}

function held(offset, room, size, isFit) {
  return isFit ? (room - size) / 2 : clamp(offset, room / 2 - size, room / 2);
}
