// What was measured on the copy, and what it can still give away.

import { resultAddress } from "./api.js";
import { find, make, refill } from "./dom.js";
import { factOf } from "./facts.js";
import { bytes, count, say } from "./texts.js";
import { topicsOf } from "./topics.js";

const FACTS = 3; // of a topic; the others are counted

/** Show the result of a photo. */
export function showResult(root, photo) {
  const { result } = photo;
  const already = result.outcome === "already-clean";
  find(root, "#ss-made-title").textContent = say(already ? "made.title.already-clean" : "made.title");
  refill(find(root, ".ss-measured"), measured(result));
  showRemoved(find(root, ".ss-removed"), result.removed);
  refill(find(root, ".ss-remains ul"), remaining(result.remaining));
  const save = find(root, ".ss-save");
  save.href = resultAddress(photo.id);
  save.download = result.name;
}

/** Take away what was told about a copy. */
export function clearResult(root) {
  for (const list of root.querySelectorAll(".ss-measured, .ss-removed ul, .ss-remains ul")) refill(list, []);
  const save = find(root, ".ss-save");
  save.removeAttribute("href");
  save.removeAttribute("download");
}

function measured(result) {
  const { blocks_before: before, blocks_after: after, width, height } = result;
  const rows = [
    ["made.blocks", say("made.blocks.value", { before, after })],
    ...coveredRows(result.covered_kinds),
    ...leftRows(result),
    ["made.quality", say(result.lossless ? "made.quality.lossless" : "made.quality.rebuilt")],
    ["made.size", say("made.size.value", { bytes: bytes(result.bytes), width, height })],
    ["made.name", result.name],
  ];
  return rows.map(([key, value]) =>
    make("div", { "data-measured": key }, make("dt", { text: say(key) }), make("dd", { text: value })),
  );
}

/** Faces that were covered, then everything else that was. */
function coveredRows(kinds) {
  const faces = kinds.filter((kind) => kind === "face").length;
  const others = kinds.length - faces;
  const rows = [["made.covered.faces", String(faces)]];
  return others ? [...rows, ["made.covered.others", String(others)]] : rows;
}

/** Faces that were left visible, then what the detectors saw on the copy besides them. */
function leftRows({ looked_for: lookedFor, faces_left: left, faces_shown: shown }) {
  const rows = shown ? [["made.shown", String(shown)]] : [];
  if (!lookedFor.includes("face")) return rows;
  return [...rows, [shown ? "made.left.others" : "made.left", String(left)]];
}

function showRemoved(box, removed) {
  box.hidden = removed.length === 0;
  find(box, "summary").textContent = count("made.removed", removed.length);
  const items = topicsOf(removed).map(({ topic, findings }) => {
    const facts = [...new Set(findings.map(factOf))];
    const told = facts.slice(0, FACTS).join("; ");
    const rest = facts.length > FACTS ? ` ${count("made.more", facts.length - FACTS)}` : "";
    return make("li", {}, make("strong", { text: say(`topic.${topic}`) }), ` ${told}${rest}`);
  });
  refill(find(box, "ul"), items);
}

// How the program's sentences, which are English, begin or end -> the page's own for them.
const KNOWN = [
  [/^Body, tattoos/, "remains.body"],
  [/^Anyone who/, "remains.kept"],
  [/faces? (is|are) left visible/, "remains.face"],
  [/codes? (is|are) left visible/, "remains.code"],
  [/text (is|are) left visible/, "remains.text"],
  [/more places? (was|were) covered/, "remains.more"],
  [/^Little is left/, "remains.little"],
  [/^People's outlines/, "remains.outlines"],
];

function remaining(sentences) {
  const own = sentences.map((text) => KNOWN.find(([pattern]) => pattern.test(text))?.[1]);
  const items = sentences.map((text, at) =>
    own[at] ? make("li", { text: say(own[at]) }) : make("li", { text, lang: "en" }),
  );
  return items.filter((_, at) => !own[at] || own.indexOf(own[at]) === at);
}
