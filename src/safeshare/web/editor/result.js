// What was measured on the copy, and what it can still give away.

import { find, make, refill } from "./dom.js";
import { kindTitle } from "./findings.js";
import { bytes, count, say } from "./texts.js";

/** Show a result; `asked`: regions that were to be covered; `address`: where it is saved from. */
export function showResult(root, result, asked, address) {
  const already = result.outcome === "already-clean";
  find(root, "#ss-made-title").textContent = say(already ? "made.title.already-clean" : "made.title");
  refill(find(root, ".ss-measured"), measured(result, asked));
  showRemoved(find(root, ".ss-removed"), result.removed);
  const sentences = result.remaining.map((text) => make("li", { text }));
  refill(find(root, ".ss-remains ul"), sentences);
  const save = find(root, ".ss-save");
  save.href = address;
  save.download = result.name;
}

function measured(result, asked) {
  const { blocks_before: before, blocks_after: after, width, height } = result;
  const rows = [
    ["made.blocks", say("made.blocks.value", { before, after })],
    ["made.covered", covered(result.covered, asked)],
    ["made.quality", say(result.lossless ? "made.quality.lossless" : "made.quality.rebuilt")],
    ["made.size", say("made.size.value", { bytes: bytes(result.bytes), width, height })],
  ];
  return rows.map(([key, value]) =>
    make("div", { "data-measured": key }, make("dt", { text: say(key) }), make("dd", { text: value })),
  );
}

/** The check of the copy can find faces that were overlooked, and covers them as well. */
function covered(all, asked) {
  return all > asked ? say("made.covered.more", { all, more: all - asked }) : String(all);
}

function showRemoved(box, removed) {
  box.hidden = removed.length === 0;
  find(box, "summary").textContent = count("made.removed", removed.length);
  const items = removed.map(({ kind, summary }) =>
    make("li", {}, make("strong", { text: kindTitle(kind) }), ` ${summary}`),
  );
  refill(find(box, "ul"), items);
}
