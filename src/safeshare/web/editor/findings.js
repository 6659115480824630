// The cards that say what a photo gives away, worst first, each with what will happen to it.

import { hiddenAddress } from "./api.js";
import { find, make, refill } from "./dom.js";
import { capital, factOf } from "./facts.js";
import { map } from "./map.js";
import { count, say } from "./texts.js";
import { topicsOf } from "./topics.js";

const LINES = 3; // of a card; the others stand under "Details"
const PICTURES = 6;

/** Show the cards of a photo. */
export function showFindings(root, photo) {
  const topics = topicsOf(photo.report.findings);
  refill(find(root, ".ss-cards"), topics.map((topic) => card(photo, topic)));
}

/** Take all cards away, with what they tell. */
export function clearFindings(root) {
  find(root, "#ss-gives-title").textContent = "";
  refill(find(root, ".ss-cards"), []);
}

/** Say on each card what will happen, as things stand; one more card tells of lines of text. */
export function showFates(root, photo, options) {
  const cards = find(root, ".ss-cards");
  cards.querySelector('[data-topic="lines"]')?.remove();
  const lines = photo.regions.items.filter((region) => region.kind === "text");
  if (lines.length) cards.append(linesCard(lines));
  const all = cards.childElementCount;
  find(root, "#ss-gives-title").textContent = all ? count("gives.title", all) : say("gives.title.none");
  find(root, ".ss-gives-note").textContent = say(all ? "gives.local" : "gives.none");
  for (const node of cards.children) {
    const fate = fateOf(node.dataset.topic, photo, options);
    const line = find(node, ".ss-fate");
    line.textContent = say(`fate.${fate}`);
    line.dataset.fate = fate;
  }
}

// Topic -> what becomes of it; everything else is removed.
const FATES = {
  name: (_photo, options) => (options.keep_name ? "kept" : "renamed"),
  person: () => "stays",
  codes: (photo) => coveredOf(photo, "code"),
  lines: (photo) => coveredOf(photo, "text"),
};

function fateOf(topic, photo, options) {
  return FATES[topic]?.(photo, options) ?? "removed";
}

function coveredOf(photo, kind) {
  const regions = photo.regions.items.filter((region) => region.kind === kind);
  const on = regions.filter((region) => region.on).length;
  if (on === 0) return "stays";
  return on === regions.length ? "covered" : "partly";
}

function card(photo, { topic, severity, findings }) {
  const place = findings.find((finding) => finding.place)?.place;
  // Height and direction say nothing to people where the place itself is known.
  const telling = place ? findings.filter((finding) => finding.place) : findings;
  const lines = [...new Set(telling.map(factOf))].slice(0, LINES);
  const node = make("li", { class: "ss-card", "data-topic": topic, "data-severity": severity },
    head(say(`topic.${topic}`), severity),
    ...lines.map((text) => make("p", { class: "ss-fact", text })),
    ...pictures(photo, findings),
    make("p", { class: "ss-fate" }),
    details(findings),
  );
  if (place) showMap(node, place);
  return node;
}

function head(title, severity) {
  return make("div", { class: "ss-card-head" },
    make("h2", { class: "ss-h3", text: title }),
    make("span", { class: "ss-severity", text: say(`severity.${severity}`) }),
  );
}

/** Where the outline of the world is not installed there is no map. */
async function showMap(node, { latitude, longitude }) {
  const drawn = await map(latitude, longitude);
  if (drawn) find(node, ".ss-fact").after(drawn);
}

function pictures(photo, findings) {
  const shown = findings.filter((finding) => finding.picture !== undefined).slice(0, PICTURES);
  if (!shown.length) return [];
  const images = shown.map(({ picture }) =>
    make("img", { class: "ss-hidden", src: hiddenAddress(photo.id, picture), alt: say("gives.hidden") }),
  );
  return [make("div", { class: "ss-hiddens" }, ...images)];
}

/** What the file says exactly, and where. The program's sentences are English. */
function details(findings) {
  const entries = findings.map(({ summary, where, value }) =>
    make("li", {},
      make("p", { lang: "en", text: capital(summary) }),
      make("p", { class: "ss-quiet ss-where", text: say("gives.where", { where }) }),
      ...(value && !summary.includes(value) ? [make("code", { text: value })] : []),
    ),
  );
  return make("details", { class: "ss-value" },
    make("summary", { text: count("gives.details", findings.length) }),
    make("ul", {}, ...entries),
  );
}

function linesCard(lines) {
  return make("li", { class: "ss-card", "data-topic": "lines", "data-severity": "medium" },
    head(say("topic.lines"), "medium"),
    make("p", { class: "ss-fact", text: count("fact.lines", lines.length) }),
    make("p", { class: "ss-fate" }),
  );
}
