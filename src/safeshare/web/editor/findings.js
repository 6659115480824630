// The cards that say what a photo gives away, worst first.

import { find, make, refill } from "./dom.js";
import { count, has, say } from "./texts.js";

/** Show the findings; the small ones are folded away unless there is nothing else. */
export function showFindings(root, findings) {
  const grave = findings.filter((finding) => finding.severity !== "low");
  const minor = findings.filter((finding) => finding.severity === "low");
  const first = grave.length ? grave : minor;
  const folded = grave.length ? minor : [];
  const none = findings.length === 0;
  find(root, "h2").textContent = none ? say("gives.title.none") : count("gives.title", findings.length);
  find(root, ".ss-gives-note").textContent = say(none ? "gives.none" : "gives.removed");
  refill(find(root, ".ss-gives > .ss-cards"), first.map(card));
  const rest = find(root, ".ss-minor");
  rest.hidden = folded.length === 0;
  rest.open = false;
  find(rest, "summary").textContent = count("gives.minor", folded.length);
  refill(find(rest, ".ss-cards"), folded.map(card));
}

/** Give the heading for a kind of finding. */
export function kindTitle(kind) {
  return say(has(`kind.${kind}`) ? `kind.${kind}` : "kind.other");
}

function card(finding) {
  const { kind, severity, summary, where, value } = finding;
  const parts = [
    make("div", { class: "ss-card-head" },
      make("h3", { text: kindTitle(kind) }),
      make("span", { class: "ss-severity", text: say(`severity.${severity}`) }),
    ),
    make("p", { class: "ss-summary", text: summary }),
    make("p", { class: "ss-quiet ss-where", text: say("gives.where", { where }) }),
  ];
  if (value && !summary.includes(value)) parts.push(exactValue(value));
  return make("li", { class: "ss-card", "data-kind": kind, "data-severity": severity }, ...parts);
}

function exactValue(value) {
  return make("details", { class: "ss-value" },
    make("summary", { text: say("gives.value") }),
    make("code", { text: value }),
  );
}
