// From photos that come in to copies that are saved: which one is open, and what is done with it.

import { forget, forgetPhoto, makeCopy, picture, release } from "./api.js";
import { clearVersus, showVersus } from "./compare.js";
import { clearFindings, showFates, showFindings } from "./findings.js";
import { showLater } from "./covers.js";
import { Photos } from "./photos.js";
import { Progress } from "./progress.js";
import { Reader } from "./reader.js";
import { Rendering } from "./rendering.js";
import { clearResult, showResult } from "./result.js";
import { Strip } from "./strip.js";
import { count, say } from "./texts.js";

const PICTURES = { before: "preview", after: "after" }; // what the program calls them

/** The photos of this page and the one that is open. */
export class Session {
  constructor(root, stage, view, options) {
    this.root = root;
    this.stage = stage;
    this.view = view;
    this.options = options;
    this.photos = new Photos();
    this.open = null;
    this.wanted = null; // the photo that will be open once its picture is here
    this.work = new AbortController(); // aborted when everything is forgotten
    this.making = new AbortController(); // aborted when the user stops it
    this.progress = new Progress(root);
    this.rendering = new Rendering(stage, (photo) => this.wish(photo));
    this.reader = new Reader(this);
    this.strip = new Strip(root, this);
    stage.onSnap = (mark) => this.rendering.snap(this.open, mark);
  }

  /** Take photos in, after those that are here already. */
  take(files) {
    this.view.clearProblems();
    this.photos.add(files);
    if (!this.open) this.view.busy(files.length);
    else this.view.tell(count("said.added", files.length));
    this.reader.start();
  }

  /**
   * Give what the copy of a photo would be made from now. Found places that stay as they
   * were found are left out, so that a late find of text does not outdate a copy.
   */
  wish(photo) {
    const found = new Map(photo.regions.items.map((region) => [region.id, region.kind]));
    const regions = photo.regions.asRequest();
    const decided = regions.filter(({ id, on }) => on || found.get(id) !== "text");
    return { regions: decided, options: this.options.value };
  }

  /** Tell whether a photo's copy is there, and is what would be made now. */
  fits(photo) {
    return photo.result !== null && photo.wishOfCopy === JSON.stringify(this.wish(photo));
  }

  /**
   * Have the picture "before" or "after" of a photo here. Tells whether it is still wanted: what
   * was asked for meanwhile goes before, and a picture that nobody shows would never be let go.
   */
  async fetch(photo, which, isWanted, signal) {
    if (!photo[which]) {
      const image = await picture(PICTURES[which], photo.id, signal);
      if (photo[which] || !isWanted()) release(image);
      else photo[which] = image;
    }
    return isWanted();
  }

  /** Open a photo: its copy if that is ready and fits, else the photo to be checked. */
  async show(photo) {
    this.wanted = photo;
    await this.trying(photo, async (signal) => {
      if (!(await this.fetch(photo, "before", () => this.wanted === photo, signal))) return;
      if (photo !== this.open) this.leave();
      this.open = photo;
      showFindings(this.root, photo);
      showFates(this.root, photo, this.options.value);
      showLater(this.root, photo.report.later);
      if (this.fits(photo)) await this.showCopy(photo, signal);
      else await this.review();
    });
  }

  /** Show the open photo with what it gives away, to be marked. */
  async review() {
    const photo = this.open;
    this.view.show("review", "#ss-gives-title");
    this.strip.show();
    await this.rendering.show(photo, this.work.signal);
    this.view.tell(say("said.ready"));
  }

  async showCopy(photo, signal) {
    if (!(await this.fetch(photo, "after", () => this.open === photo, signal))) return;
    showVersus(this.root, photo.before, photo.after);
    showResult(this.root, photo);
    this.view.show("result", "#ss-made-title");
    this.strip.show();
  }

  /** Something about the open photo or the options was changed. */
  changed() {
    if (!this.open) return;
    this.rendering.refresh(this.open, this.work.signal);
    showFates(this.root, this.open, this.options.value);
    this.strip.show();
  }

  /** Make the copy of the open photo. None is open while the next one's picture is on its way. */
  async make() {
    const photo = this.open;
    if (!photo) return;
    this.making = new AbortController();
    this.view.show("making", "#ss-making-title");
    await this.trying(photo, async (signal) => {
      this.progress.begin();
      await this.makeOne(photo, signal);
      await this.showCopy(photo, signal);
    });
  }

  /** Make the copies of all photos that have none yet; one that fails is told at the end. */
  async makeAll() {
    const todo = this.unmade;
    this.making = new AbortController();
    for (const [at, photo] of todo.entries()) {
      this.view.show("making", at === 0 && "#ss-making-title");
      this.progress.begin(at + 1, todo.length);
      const goOn = () => undefined; // with the next photo
      if (!(await this.trying(photo, (signal) => this.makeOne(photo, signal), goOn))) return;
      if (this.making.signal.aborted) return;
    }
    this.view.tell(say("said.all"));
    if (this.open) await this.show(this.open);
  }

  /** Give up the copy that is being made, and those that would follow. */
  stop() {
    this.making.abort();
  }

  async makeOne(photo, signal) {
    const wish = this.wish(photo);
    photo.state = "making";
    this.strip.show();
    const either = AbortSignal.any([signal, this.making.signal]);
    const result = await makeCopy(photo.id, wish, (step) => this.progress.step(step), either);
    photo.made(result, JSON.stringify(wish));
    release(photo.after);
    photo.after = null;
    this.strip.show();
    this.reader.makeRoom(result.dropped);
  }

  /** Give the photos whose copy is missing or was made before something was changed. */
  get unmade() {
    return this.photos.usable.filter((photo) => !this.fits(photo));
  }

  /** Go to the next photo that is still to be checked, else to the next one. */
  next() {
    const { photos, open } = this;
    const photo = photos.after(open, (other) => this.unmade.includes(other));
    return this.show(photo ?? photos.after(open, () => true));
  }

  saved() {
    this.open.state = "saved";
    this.strip.show();
  }

  /**
   * Do something for a photo that can be cut short; on trouble say so, then do what
   * `instead` says. Gives false when everything was forgotten meanwhile.
   */
  async trying(photo, action, instead = () => this.review()) {
    const { signal } = this.work;
    try {
      await action(signal);
    } catch (reason) {
      if (signal.aborted) return false;
      if (reason.name === "AbortError") {
        photo.state = photo.result ? "made" : "ready";
        await this.show(this.open ?? photo);
        this.view.tell(say("said.stopped"));
        return true;
      }
      this.view.problem(reason, photo.name);
      if (photo.state === "making") photo.state = "failed";
      if (reason.gone) this.forgotten(photo);
      else if (this.open === photo && photo.before) await instead();
    }
    return !signal.aborted;
  }

  /** Take a photo off the page that the program has no longer, and open another one. */
  forgotten(photo) {
    const next = this.photos.after(photo, () => true);
    this.photos.remove(photo);
    this.strip.show();
    if (this.wanted === photo) this.wanted = null;
    if (this.open !== photo) return;
    this.leave();
    if (next) this.show(next);
    else this.view.show("start", '.ss-start [data-action="choose"]');
  }

  remove(photo) {
    forgetPhoto(photo.id);
    this.view.tell(say("said.removed.photo", { name: photo.name }));
    this.forgotten(photo);
  }

  /** Close the open photo; it stays among the photos. */
  leave() {
    this.rendering.stop();
    this.open?.releasePictures();
    this.open = null;
    this.stage.clear();
    clearVersus(this.root);
    clearFindings(this.root);
    clearResult(this.root);
  }

  /** Forget all photos, here and in the program. */
  drop({ all = false } = {}) {
    this.work.abort();
    this.work = new AbortController();
    forget({ all });
    this.wanted = null;
    this.leave();
    this.photos.clear();
    this.reader.stop();
    this.strip.show();
    this.view.clearProblems();
    this.view.tell(""); // what was said last may name a photo
  }
}
