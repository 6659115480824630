// The photos of this page, each with how far it has come.

import { release } from "./api.js";

// Control and direction characters in a file's name could make the page's sentences lie.
const STEERING = /\p{C}/gu;
const LONGEST_NAME = 80;

/** Give a file's name as it may be shown. */
function visibleName(name) {
  const plain = (name || "").replace(STEERING, "\uFFFD");
  return plain.length > LONGEST_NAME ? `${plain.slice(0, LONGEST_NAME - 1)}…` : plain;
}

/** One photo from its file to its copy; the strip has a word for each state. */
class Photo {
  constructor(file, key) {
    this.file = file; // let go once the program has it
    this.key = key;
    this.name = visibleName(file.name);
    this.state = "waiting";
    this.id = null;
    this.report = null;
    this.regions = null;
    this.result = null;
    this.wishOfCopy = ""; // what the copy was made from, to see whether it still fits
    this.textSought = false;
    this.before = null;
    this.after = null;
  }

  /** Take in what the program said about it. */
  read(report, regions) {
    this.file = null;
    this.id = report.id;
    this.report = report;
    this.regions = regions;
    this.state = "ready";
  }

  /** Take in the copy that was made of a wish. */
  made(result, wish) {
    this.result = result;
    this.wishOfCopy = wish;
    this.state = "made";
  }

  /** Let go of the decoded pictures, which are large; they can be fetched again. */
  releasePictures() {
    release(this.before);
    release(this.after);
    this.before = null;
    this.after = null;
  }
}

/** All photos of the page, in the order in which they came. */
export class Photos {
  constructor() {
    this.items = [];
    this.lastKey = 0;
  }

  add(files) {
    const added = files.map((file) => new Photo(file, `photo-${++this.lastKey}`));
    this.items.push(...added);
    return added;
  }

  remove(photo) {
    photo.releasePictures();
    this.items = this.items.filter((other) => other !== photo);
  }

  clear() {
    for (const photo of this.items) photo.releasePictures();
    this.items = [];
  }

  get(key) {
    return this.items.find((photo) => photo.key === key);
  }

  /** Give the photos that the program has. */
  get usable() {
    return this.items.filter((photo) => photo.id !== null);
  }

  get waiting() {
    return this.items.find((photo) => photo.state === "waiting");
  }

  /** Give the nearest photo, after `photo` and around, for which `test` holds. */
  after(photo, test) {
    const at = this.items.indexOf(photo);
    const round = [...this.items.slice(at + 1), ...this.items.slice(0, Math.max(at, 0))];
    return round.find((other) => other.id !== null && test(other)) ?? null;
  }
}
