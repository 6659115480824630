// What regions are called, on the page and by a screen reader.

import { say } from "./texts.js";

const NAMES = { face: "covers.face", code: "covers.code", text: "covers.text" };

/** Give the name under which a region is listed; each kind is numbered by itself. */
export function nameOf(regions, region) {
  if (region.mark) return say("covers.mark", { n: region.number });
  const alike = regions.items.filter((item) => !item.mark && keyOf(item) === keyOf(region));
  const n = alike.findIndex((item) => item.id === region.id) + 1;
  return say(keyOf(region), { n });
}

/** Tell whether a region is covered, in a word. */
export function stateOf(region) {
  return say(region.on ? "covers.on" : "covers.off");
}

function keyOf(region) {
  return NAMES[region.kind] ?? "covers.found";
}
