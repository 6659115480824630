// A finding as one short line in the reader's language. The program's own sentence, which
// is English, stands under "Details".

import { has, moment, number, say } from "./texts.js";

const LONGEST = 90;
const STAMP = /^(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d):(\d\d))?/;

/** Give the line for a finding. */
export function factOf(finding) {
  const { kind, value, summary, severity } = finding;
  if (kind === "location") return placeOf(finding);
  if (kind === "time") return timeOf(value) ?? capital(summary);
  if (severity === "low" && has(`fact.${kind}.low`)) return say(`fact.${kind}.low`);
  if (has(`fact.${kind}`)) return say(`fact.${kind}`, { value: short(value || summary) });
  return capital(summary);
}

function placeOf({ place, value, summary }) {
  if (!place) return short(value || summary);
  if (place.town) {
    const km = number(place.km, place.km < 10 ? 1 : 0);
    return say("fact.location.town", { town: place.town, country: place.country, km });
  }
  const [latitude, longitude] = [number(place.latitude, 4), number(place.longitude, 4)];
  return say("fact.location", { latitude, longitude });
}

/** Give a time stamp of a photo as people write it. Its own clock counts, whatever ours is. */
function timeOf(value) {
  const parts = STAMP.exec(value)?.slice(1);
  if (!parts) return null;
  const [year, month, day, hour, minute] = parts.map((part) => part && Number(part));
  const time = new Date(Date.UTC(year, month - 1, day, hour ?? 0, minute ?? 0));
  return Number.isNaN(time.getTime()) ? null : moment(time, hour !== undefined);
}

function short(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** Give a sentence part of the program as a line of its own. */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
