// Which of the page's five faces is shown (start, busy, review, making, result), and what is said.

import { Problem } from "./api.js";
import { find, make } from "./dom.js";
import { count, say } from "./texts.js";

const MOST_PROBLEMS = 8;

/** The frame around everything. */
export class View {
  constructor(root) {
    this.root = root;
    this.problemBox = find(root, ".ss-problem");
    this.problems = find(root, ".ss-problem-text");
  }

  get state() {
    return this.root.dataset.state;
  }

  /** Show a face; `focus` names the element that the keyboard goes to. */
  show(state, focus) {
    const other = state !== this.state;
    this.root.dataset.state = state;
    if (focus) find(this.root, focus).focus({ preventScroll: true });
    if (other) window.scrollTo(0, 0);
  }

  /** Show that the first of so many photos is being read. */
  busy(photos) {
    const title = count("busy.reading", photos);
    find(this.root, ".ss-busy-title").textContent = title;
    this.tell(title);
    this.show("busy");
  }

  /** Tell a screen reader. */
  tell(sentence) {
    find(this.root, ".ss-said").textContent = sentence;
  }

  /** Show what did not work, of one photo by its name, until it is closed. */
  problem(reason, name = "") {
    const sentence = reason instanceof Problem ? reason.message : say("problem.unknown");
    this.note(sentence, name);
  }

  /** Show a sentence, after a name if it is about one photo. */
  note(sentence, name = "") {
    const parts = name ? [make("strong", { text: name }), " "] : [];
    this.problems.append(make("p", {}, ...parts, sentence));
    if (this.problems.childElementCount > MOST_PROBLEMS) this.problems.firstElementChild.remove();
    this.problemBox.hidden = false;
  }

  clearProblems() {
    this.problems.replaceChildren();
    this.problemBox.hidden = true;
  }
}
