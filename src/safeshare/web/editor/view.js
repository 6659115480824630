// Which of the page's four faces is shown (start, busy, review, result), and what is said.

import { find } from "./dom.js";
import { say } from "./texts.js";

/** The frame around everything. */
export class View {
  constructor(root) {
    this.root = root;
    this.problemBox = find(root, ".ss-problem");
  }

  get state() {
    return this.root.dataset.state;
  }

  /** Show a face; `focus` names the element that the keyboard goes to. */
  show(state, focus) {
    this.root.dataset.state = state;
    if (focus) find(this.root, focus).focus({ preventScroll: true });
  }

  /** Show that something is being done: "reading" or "making". */
  busy(what) {
    find(this.root, ".ss-busy-title").textContent = say(`busy.${what}`);
    this.tell(say(`busy.${what}`));
    find(this.root, ".ss-busy-more").textContent = say(`busy.${what}.more`);
    this.show("busy");
  }

  /** Tell a screen reader. */
  tell(sentence) {
    find(this.root, ".ss-said").textContent = sentence;
  }

  /** Show what did not work, until it is closed or the next photo comes. */
  problem(sentence) {
    find(this.problemBox, "p").textContent = sentence;
    this.problemBox.hidden = false;
  }

  clearProblem() {
    this.problemBox.hidden = true;
  }

  button(action) {
    return find(this.root, `[data-action="${action}"]`);
  }
}
