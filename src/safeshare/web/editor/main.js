// Puts the editor into the page's one empty place and connects its parts.

import { listenToSlider } from "./compare.js";
import { find } from "./dom.js";
import { showGuide } from "./guide.js";
import { listenToIdleness } from "./idle.js";
import { choose, listenToIntake } from "./intake.js";
import { Options } from "./options.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";
import { fillTexts, loadTexts, say } from "./texts.js";
import { View } from "./view.js";

const PLACE = "safeshare";
const START = '.ss-start [data-action="choose"]';

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
  const options = new Options(root, () => session.changed());
  const session = new Session(root, new Stage(root), view, options);
  const forget = (wish) => {
    session.drop(wish);
    options.reset();
  };
  showGuide(root, (sentence) => view.tell(sentence));
  listenToIntake(root, (files) => session.take(files), () => view.note(say("problem.none")));
  listenToSlider(root);
  listenToButtons(root, session, view, forget);
  listenToLeaving(view, forget);
  listenToIdleness(() => {
    if (!session.photos.items.length) return;
    forget();
    view.show("start");
    view.note(say("problem.idle"));
  });
}

function listenToButtons(root, session, view, forget) {
  const actions = {
    choose: () => choose(root),
    make: () => session.make(),
    "make-all": () => session.makeAll(),
    stop: () => session.stop(),
    change: () => session.review(),
    next: () => session.next(),
    "remove-photo": () => session.remove(session.open),
    forget: () => {
      forget({ all: true });
      view.show("start", START);
      view.tell(say("said.forgotten"));
    },
    "close-problem": () => view.clearProblems(),
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    actions[button?.dataset.action]?.(event);
    const thumb = event.target.closest("[data-photo]");
    if (thumb && view.state !== "making") session.show(session.photos.get(thumb.dataset.photo));
  });
  const save = find(root, ".ss-save");
  save.addEventListener("click", () => {
    session.saved();
    view.tell(say("said.saving", { name: save.download }));
  });
}

/** Leaving the page forgets its photos; coming back by the history finds an empty page. */
function listenToLeaving(view, forget) {
  window.addEventListener("pagehide", () => {
    forget();
    view.show("start");
  });
}

const [, node, root] = await Promise.all([loadTexts(), place(), markup()]);
fillTexts(root);
connect(root);
node.replaceChildren(root);
