// The steps of making a copy, as they really begin.

import { find, make, refill } from "./dom.js";
import { say } from "./texts.js";

const STEPS = ["read", "cover", "write", "check"];

/** The list of steps; each is "todo", "now" or "done". */
export class Progress {
  constructor(root) {
    this.title = find(root, "#ss-making-title");
    this.list = find(root, ".ss-steps");
    this.said = find(root, ".ss-said");
  }

  /** Begin with one copy, or with number `n` of `all`. */
  begin(n = 1, all = 1) {
    this.title.textContent = all > 1 ? say("making.title.of", { n, all }) : say("making.title");
    const items = STEPS.map((step) =>
      make("li", { "data-step": step, "data-stage": "todo", text: say(`making.${step}`) }),
    );
    refill(this.list, items);
    items[0].dataset.stage = "now"; // it waits for its turn at most
  }

  /** A step has begun, so those before it are done, or were not needed. */
  step(name) {
    const at = STEPS.indexOf(name);
    if (at < 0) return;
    for (const [place, item] of [...this.list.children].entries()) {
      item.dataset.stage = place < at ? "done" : place === at ? "now" : "todo";
      item.toggleAttribute("aria-current", place === at);
    }
    this.said.textContent = say(`making.${name}`);
  }
}
