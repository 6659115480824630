// One photo from choosing to saving, and how it is forgotten.

import { Problem, forget, inspect, makeCopy, picture, release, resultAddress } from "./api.js";
import { clearCompare, showCompare } from "./compare.js";
import { foundName, showCovers, showLater } from "./covers.js";
import { showFindings } from "./findings.js";
import { middleBox } from "./keys.js";
import { Regions } from "./regions.js";
import { showResult } from "./result.js";
import { say } from "./texts.js";

/** The photo that the page is working on, if any. */
export class Session {
  constructor(root, stage, view) {
    this.root = root;
    this.stage = stage;
    this.view = view;
    this.drawing = false;
    this.work = null;
    this.empty();
  }

  empty() {
    release(this.before);
    release(this.after);
    this.id = null;
    this.regions = null;
    this.later = 0; // places of later frames, which the photo does not show
    this.before = null;
    this.after = null;
  }

  /** Take a new photo in; the one before is forgotten first. */
  async open(file) {
    this.drop();
    this.view.busy("reading");
    await this.trying("start", async (signal) => {
      const report = await inspect(file, signal);
      this.before = await picture("preview", report.id, signal);
      this.id = report.id;
      this.regions = new Regions(report.regions, report.width, report.height, () => this.update());
      showFindings(this.root, report.findings);
      this.later = report.later;
      showLater(this.root, report.later);
      this.stage.show(this.before, this.regions);
      this.review();
      this.view.tell(say("said.ready"));
    });
  }

  /** Show the photo with what it gives away, to be marked. */
  review() {
    this.view.show("review", "#ss-gives-title");
    this.update(); // the window may have changed while the photo was hidden
  }

  /** Make the safer copy of what is on the stage. */
  async make() {
    this.view.busy("making");
    await this.trying("review", async (signal) => {
      const result = await makeCopy(this.id, this.regions.asRequest(), signal);
      const after = await picture("after", this.id, signal);
      release(this.after);
      this.after = after;
      showCompare(this.root, this.before, after);
      const asked = this.regions.items.filter((region) => region.on).length + this.later;
      showResult(this.root, result, asked, resultAddress(this.id));
      this.view.show("result", "#ss-made-title");
    });
  }

  /** Do something that can be cut short; on trouble say so and show `fallback`. */
  async trying(fallback, action) {
    this.work = new AbortController();
    const { signal } = this.work;
    try {
      await action(signal);
    } catch (reason) {
      if (signal.aborted) return; // another photo or "forget" came in between
      if (reason.gone) this.drop();
      this.view.problem(reason instanceof Problem ? reason.message : say("problem.unknown"));
      this.view.show(this.id ? fallback : "start");
    }
  }

  /** Forget this photo, here and in the program. */
  drop({ all = false } = {}) {
    this.work?.abort();
    forget({ all });
    this.empty();
    this.stage.clear();
    clearCompare(this.root);
    this.view.clearProblem();
    this.setDrawing(false);
  }

  update() {
    this.stage.draw();
    showCovers(this.root, this.regions, {
      toggle: (id) => this.toggled(this.regions.toggle(id)),
      select: (id) => this.select(id),
      remove: (id) => this.remove(id),
    });
    this.view.button("undo").disabled = !this.regions.canUndo;
    this.view.button("remove").disabled = !this.regions.selectedMark;
  }

  setDrawing(on) {
    this.drawing = on;
    this.view.button("draw").setAttribute("aria-pressed", String(on));
    this.stage.canvas.toggleAttribute("data-drawing", on);
  }

  toggled(region) {
    const found = this.regions.items.filter((item) => !item.mark);
    const n = found.findIndex((item) => item.id === region.id) + 1;
    const state = say(region.on ? "covers.on" : "covers.off");
    this.view.tell(`${foundName(region, n)}: ${state}`);
  }

  marked(number) {
    this.view.tell(say("said.marked", { n: number }));
  }

  /** Cover a place in the middle, to be moved with the keyboard. */
  mark() {
    this.marked(this.regions.add(middleBox(this.regions)));
    this.stage.canvas.focus();
  }

  select(id) {
    this.regions.select(id);
    this.stage.canvas.focus();
  }

  remove(id = this.regions.selectedMark?.id) {
    if (!id) return;
    this.regions.remove(id);
    this.view.tell(say("said.removed"));
  }

  undo() {
    if (!this.regions.canUndo) return;
    this.regions.undo();
    this.view.tell(say("said.undone"));
  }
}
