// A small outline map with a dot, drawn here from a file of this program: nothing is asked
// of anybody, so nobody learns which place was looked at.

import { say } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 48; // degrees of longitude that are shown
const TALL = 20; // and of latitude
const NORTHMOST = 84;

let outlines = null; // a promise of the path of all coasts, or of null where there are none

/** Give a map of the surroundings of a place, or null where no outlines are installed. */
export async function map(latitude, longitude) {
  outlines ??= load();
  const path = await outlines;
  return path && draw(path, latitude, longitude);
}

/** world.json: {unit, outlines}; each outline is x, y, x, y... in so many degrees east and north. */
async function load() {
  const answer = await fetch("/ui/world.json", { cache: "no-store" });
  if (!answer.ok) return null;
  const { unit, outlines: coasts } = await answer.json();
  return coasts.map((places) => trace(places, unit)).join("");
}

function trace(places, unit) {
  const steps = [];
  for (let at = 0; at < places.length; at += 2) {
    steps.push(`${(places[at] * unit).toFixed(1)} ${(-places[at + 1] * unit).toFixed(1)}`);
  }
  return `M${steps.join("L")}Z`;
}

function draw(path, latitude, longitude) {
  const left = Math.min(180 - WIDE, Math.max(-180, longitude - WIDE / 2));
  const top = Math.min(NORTHMOST - TALL, Math.max(-NORTHMOST, -latitude - TALL / 2));
  const svg = node("svg", { class: "ss-map", viewBox: `${left} ${top} ${WIDE} ${TALL}`, role: "img" });
  svg.setAttribute("aria-label", say("gives.map"));
  svg.append(
    node("path", { class: "ss-map-land", d: path, "vector-effect": "non-scaling-stroke" }),
    node("circle", { class: "ss-map-ring", cx: longitude, cy: -latitude, r: 1.5 }),
    node("circle", { class: "ss-map-dot", cx: longitude, cy: -latitude, r: 0.6 }),
  );
  return svg;
}

function node(name, traits) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(traits)) made.setAttribute(key, String(value));
  return made;
}
