// "Before you send": five short lines, and two names that can be copied. Never a link: the
// page asks nothing of anybody, and a history of visited sites is not for everybody's eyes.

import { find, make, refill } from "./dom.js";
import { say } from "./texts.js";

const LINES = ["consent", "risk", "messages", "without", "adults"];
const NAMES = ["CCRI Safety Center", "StopNCII.org"];

/** Fill the guide; `tell` says a sentence to a screen reader. */
export function showGuide(root, tell) {
  const lines = LINES.map((line) => make("li", {}, ...parts(line, tell)));
  refill(find(root, ".ss-guide ol"), lines);
}

function parts(line, tell) {
  const text = make("p", { text: say(`guide.${line}`) });
  return line === "without" ? [text, make("div", { class: "ss-names" }, ...NAMES.map((name) => copyable(name, tell)))] : [text];
}

function copyable(name, tell) {
  return make("span", { class: "ss-name" },
    make("strong", { text: name, translate: "no" }),
    make("button", {
      type: "button",
      class: "ss-button",
      text: say("guide.copy"),
      "aria-label": say("guide.copy.name", { name }),
      onClick: () => copy(name, tell),
    }),
  );
}

async function copy(name, tell) {
  try {
    await navigator.clipboard.writeText(name);
    tell(say("said.copied", { name }));
  } catch {
    tell(say("said.uncopied", { name })); // the name can still be selected as text
  }
}
