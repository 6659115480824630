// Puts the editor into the page's one empty place and connects its parts.

import { listenToSlider } from "./compare.js";
import { find } from "./dom.js";
import { listenToIdleness } from "./idle.js";
import { choose, listenToIntake } from "./intake.js";
import { listenToKeys } from "./keys.js";
import { listenToPointer } from "./pointer.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";
import { fillTexts, loadTexts, say } from "./texts.js";
import { View } from "./view.js";

const PLACE = "safeshare";

/** Wait until the shell has made the place for the editor. */
function place() {
  return new Promise((resolve) => {
    const look = () => {
      const node = document.getElementById(PLACE);
      if (node) resolve(node);
      return Boolean(node);
    };
    if (look()) return;
    const watcher = new MutationObserver(() => look() && watcher.disconnect());
    watcher.observe(document.documentElement, { childList: true, subtree: true });
  });
}

/** Give the editor's own markup, which is a file of this program. */
async function markup() {
  const template = document.createElement("template");
  template.innerHTML = await (await fetch("/ui/editor.html", { cache: "no-store" })).text();
  return template.content.firstElementChild;
}

function connect(root) {
  const view = new View(root);
  const stage = new Stage(find(root, ".ss-stage"), find(root, ".ss-canvas"));
  const session = new Session(root, stage, view);
  listenToIntake(root, (file) => session.open(file), () => view.problem(say("problem.none")));
  listenToPointer(stage, session);
  listenToKeys(root, stage, session, session);
  listenToSlider(root);
  listenToButtons(root, session, view);
  listenToLeaving(session, view);
  listenToIdleness(() => session.id && forgetIdle(session, view));
}

function listenToButtons(root, session, view) {
  const actions = {
    choose: () => choose(root),
    make: () => session.make(),
    undo: () => session.undo(),
    remove: () => session.remove(),
    // A key press on the button (no pointer, no click count) marks a place at once.
    draw: (event) => (event.detail ? session.setDrawing(!session.drawing) : session.mark()),
    change: () => session.review(),
    forget: () => forgetEverything(session, view),
    "close-problem": () => view.clearProblem(),
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button) actions[button.dataset.action](event);
  });
  const save = find(root, ".ss-save");
  save.addEventListener("click", () => view.tell(say("said.saving", { name: save.download })));
}

function forgetEverything(session, view) {
  session.drop({ all: true });
  view.show("start", '.ss-start [data-action="choose"]');
  view.tell(say("said.forgotten"));
}

function forgetIdle(session, view) {
  session.drop();
  view.show("start");
  view.problem(say("problem.idle"));
}

/** Leaving the page forgets its photo; coming back by the history finds an empty page. */
function listenToLeaving(session, view) {
  window.addEventListener("pagehide", () => {
    session.drop();
    view.show("start");
  });
}

const [, node, root] = await Promise.all([loadTexts(), place(), markup()]);
fillTexts(root);
connect(root);
node.replaceChildren(root);
