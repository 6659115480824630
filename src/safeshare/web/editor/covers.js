// The list of what will be covered: a switch for each found region, a row for each mark.

import { find, keepingFocus, make, refill } from "./dom.js";
import { count, say } from "./texts.js";

/** Show the regions. `actions` has toggle(id), select(id) and remove(id). */
export function showCovers(root, regions, actions) {
  const faces = regions.items.filter((region) => region.kind === "face").length;
  find(root, ".ss-covers-note").textContent = faces
    ? count("covers.faces", faces)
    : say("covers.none");
  const list = find(root, ".ss-regions");
  keepingFocus(list, () => refill(list, rows(regions, actions)));
}

/** Say how many places of later frames will be covered; the photo shows the first frame only. */
export function showLater(root, later) {
  const note = find(root, ".ss-later");
  note.hidden = later === 0;
  note.textContent = count("covers.later", later);
}

function rows(regions, actions) {
  let number = 0;
  return regions.items.map((region) => {
    if (region.mark) return markRow(region, regions.selected === region.id, actions);
    number += 1;
    return foundRow(region, number, actions);
  });
}

/** Give the name under which a found region is listed. */
export function foundName(region, number) {
  const names = { face: "covers.face", code: "covers.code" };
  return say(names[region.kind] ?? "covers.found", { n: number });
}

function foundRow(region, number, actions) {
  const name = foundName(region, number);
  const control = make("button", {
    type: "button",
    role: "switch",
    class: "ss-switch",
    "aria-checked": String(region.on),
    "aria-label": `${name}, ${say("covers.on")}`,
    "data-key": region.id,
    onClick: () => actions.toggle(region.id),
  },
    make("span", { text: name }),
    make("span", { class: "ss-state", text: say(region.on ? "covers.on" : "covers.off") }),
    make("span", { class: "ss-knob", "aria-hidden": "true" }),
  );
  return make("li", {}, control);
}

function markRow(region, selected, actions) {
  const n = region.number;
  return make("li", { class: "ss-mark" },
    make("button", {
      type: "button",
      class: "ss-button ss-plain",
      text: say("covers.mark", { n }),
      "aria-label": say("covers.select", { n }),
      "aria-pressed": String(selected),
      "data-key": region.id,
      onClick: () => actions.select(region.id),
    }),
    make("button", {
      type: "button",
      class: "ss-button",
      text: say("covers.remove.short"),
      "aria-label": say("covers.remove", { n }),
      "data-key": `${region.id}-remove`,
      onClick: () => actions.remove(region.id),
    }),
  );
}
