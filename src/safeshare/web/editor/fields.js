// Number fields of a mark: place and size in photo pixels, without a pointer.

import { make } from "./dom.js";
import { snap } from "./snap.js";
import { say } from "./texts.js";

const SIDES = {
  x: { label: "mark.x", least: 0, most: "width" },
  y: { label: "mark.y", least: 0, most: "height" },
  width: { label: "mark.width", least: 1, most: "width" },
  height: { label: "mark.height", least: 1, most: "height" },
};

/** Give {node, update(region)}: four fields and a button that fits the mark to what it lies on. */
export function fieldsOf(stage, id, number) {
  const inputs = Object.fromEntries(
    Object.entries(SIDES).map(([side, traits]) => [side, field(stage, id, side, traits)]),
  );
  const labels = Object.entries(SIDES).map(([side, { label }]) =>
    make("label", {}, make("span", { text: say(label) }), inputs[side]),
  );
  const fit = make("button", {
    type: "button",
    class: "ss-button",
    text: say("mark.snap"),
    onClick: () => snap(stage, stage.regions.byId(id)),
  });
  const node = make("div", {
    class: "ss-fields",
    role: "group",
    "aria-label": say("mark.fields", { n: number }),
  }, ...labels, fit);
  const update = (region) => {
    const measures = stage.regions.measures(region);
    for (const [side, input] of Object.entries(inputs)) input.value = String(measures[side]);
    fit.hidden = !stage.onSnap;
  };
  return { node, update };
}

function field(stage, id, side, { least, most }) {
  const input = make("input", {
    type: "number",
    min: String(least),
    max: String(stage.regions[most]),
    step: "1",
    inputmode: "numeric",
  });
  input.addEventListener("change", () => apply(stage, id, side, input));
  return input;
}

/** Put a typed number into the mark; what is no number, or too much, goes back to what fits. */
function apply(stage, id, side, input) {
  const { regions } = stage;
  const mark = regions.byId(id);
  const typed = input.valueAsNumber;
  if (mark && Number.isFinite(typed)) {
    const { x, y, width, height } = { ...regions.measures(mark), [side]: Math.round(typed) };
    regions.remember();
    if (side === "x" || side === "y") {
      const before = regions.measures(mark);
      regions.move(mark, x - before.x, y - before.y);
    } else {
      regions.fit(mark, [x, y, x + width, y + height]);
    }
  } else if (mark) {
    input.value = String(regions.measures(mark)[side]);
  }
}
