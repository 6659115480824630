// Sends photos to the program one after the other. A bad one is told by name and left out.

import { inspect } from "./api.js";
import { Regions } from "./regions.js";
import { count, say } from "./texts.js";

/** Reads the waiting photos of a session, in the order in which they came. */
export class Reader {
  constructor(session) {
    this.session = session;
    this.running = null; // the signal under which photos are being read
  }

  /** Read what is waiting, unless that is being done already. */
  async start() {
    const { photos, work, view } = this.session;
    if (this.running) return;
    this.running = work.signal;
    for (let photo = photos.waiting; photo; photo = photos.waiting) {
      await this.read(photo, work.signal);
      if (work.signal.aborted) return; // forgotten; a later start() has its own turn
    }
    this.running = null;
    if (!this.session.open) view.show("start");
  }

  stop() {
    this.running = null;
  }

  async read(photo, signal) {
    const { photos, strip, view } = this.session;
    photo.state = "reading";
    strip.show();
    try {
      const report = await inspect(photo.file, signal);
      if (signal.aborted) return;
      const changed = () => this.session.open === photo && this.session.changed();
      const { regions, width, height, margin } = report;
      photo.read(report, new Regions(regions, width, height, changed, margin));
      this.makeRoom(report.dropped);
      strip.show();
      if (this.wanted()) await this.session.show(photo);
    } catch (reason) {
      if (signal.aborted) return;
      photos.remove(photo);
      strip.show();
      view.problem(reason, photo.name);
    }
  }

  /** A new photo is opened when none is, or when the one that is open is done. */
  wanted() {
    return !this.session.open || this.session.view.state === "result";
  }

  /** Take photos off the page that the program dropped to make room, and say so. */
  makeRoom(dropped) {
    const gone = this.session.photos.usable.filter((photo) => dropped.includes(photo.id));
    if (!gone.length) return;
    for (const photo of gone) this.session.forgotten(photo);
    const names = gone.map((photo) => photo.name).join(", ");
    this.session.view.note(`${count("problem.dropped", gone.length)} ${say("problem.names", { names })}`);
  }
}
