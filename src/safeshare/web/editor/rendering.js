// Has the program draw the open photo with its places covered, as the copy will show them.

import { covered, release, seekText, snap } from "./api.js";

const PATIENCE = 120; // milliseconds after the last change

/** Keeps the covered picture on the stage up to date. `wish(photo)`: what is to be covered. */
export class Rendering {
  constructor(stage, wish) {
    this.stage = stage;
    this.wish = wish;
    this.stop();
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
    release(this.image);
    this.timer = 0;
    this.asking = null;
    this.image = null;
    this.drawn = "";
  }

  /** Put a photo on the stage, then look for text in it by itself, once. */
  async show(photo, signal) {
    this.stop();
    const { items } = photo.regions;
    await this.draw(photo, signal);
    if (signal.aborted || !photo.before) return;
    this.stage.show({ before: photo.before, regions: photo.regions, cover: this.image, items });
    if (photo.textSought) return;
    photo.textSought = true;
    this.seek(photo, signal);
  }

  async seek(photo, signal) {
    try {
      const regions = await seekText(photo.id, signal);
      if (regions.length) photo.regions.addFound(regions);
    } catch {
      // Text is a suggestion on top: where it can't be had, the page works on without.
    }
  }

  /** Draw again a moment after the last change. */
  refresh(photo, signal) {
    if (this.key(photo) === this.drawn) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const { items } = photo.regions;
      if (await this.draw(photo, signal)) this.stage.setCovered(this.image, items);
    }, PATIENCE);
  }

  key(photo) {
    return JSON.stringify(this.wish(photo));
  }

  /** Fetch the covered picture; an older request is given up. Tells whether it came. */
  async draw(photo, signal) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const key = this.key(photo);
    this.stage.setDrawing(true);
    try {
      const image = await covered(photo.id, this.wish(photo), AbortSignal.any([signal, asking.signal]));
      if (asking.signal.aborted || signal.aborted) {
        release(image);
        return false;
      }
      release(this.image);
      this.image = image;
      this.drawn = key;
      return true;
    } catch {
      return false; // the stage's own coarse covering stands until the next change
    } finally {
      if (this.asking === asking || !this.asking) this.stage.setDrawing(false);
    }
  }

  /** Give the outline of the whole thing that a mark lies on. */
  snap(photo, mark) {
    return snap(photo.id, mark);
  }
}
