// Talks to the program. Photos travel as raw bytes, and nothing is kept by the browser.

import { say } from "./texts.js";

const LARGEST = 500_000_000;
const FORGOTTEN = new Set([404, 410]);

/** Something that did not work, with a sentence for the reader. `gone`: the photo was forgotten. */
export class Problem extends Error {
  constructor(sentence, gone = false) {
    super(sentence);
    this.gone = gone;
  }
}

// This page's own name for itself. A photo belongs to the name it was sent under;
// after forgetting, the page takes a new one, so that a late answer finds no home.
let page = newName();

function newName() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return [...words].map((word) => word.toString(16).padStart(8, "0")).join("");
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch (reason) {
    if (reason.name === "AbortError") throw reason;
    throw new Problem(say("problem.gone"));
  }
  if (!answer.ok) throw new Problem(await sentenceOf(answer), FORGOTTEN.has(answer.status));
  return answer;
}

async function sentenceOf(answer) {
  try {
    return (await answer.json()).error || say("problem.unknown");
  } catch {
    return say("problem.unknown");
  }
}

/** Give a name as a header can carry it; one with broken characters is left out. */
function encoded(name) {
  try {
    return encodeURIComponent(name);
  } catch {
    return "";
  }
}

/** Send a photo; gives what it gives away and the regions found. */
export async function inspect(file, signal) {
  if (file.size > LARGEST) throw new Problem(say("problem.large"));
  const headers = {
    "content-type": "application/octet-stream",
    "x-page": page,
    "x-photo-name": encoded(file.name || ""),
  };
  return (await ask("/api/photo", { method: "POST", body: file, headers, signal })).json();
}

/** Fetch a picture ("preview" or "after") of a photo; gives a decoded image. */
export async function picture(which, id, signal) {
  const blob = await (await ask(`/api/${which}/${id}`, { signal })).blob();
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  return image;
}

/** Let go of a picture's memory. */
export function release(image) {
  if (image) URL.revokeObjectURL(image.src);
}

/** Make the safer copy; gives what was measured on it. */
export async function makeCopy(id, regions, signal) {
  const body = JSON.stringify({ regions });
  const headers = { "content-type": "application/json" };
  return (await ask(`/api/clean/${id}`, { method: "POST", body, headers, signal })).json();
}

/** Give the address under which the copy is saved. */
export function resultAddress(id) {
  return `/api/result/${id}`;
}

/** Have the photos of this page forgotten, or every photo; survives the page's own end. */
export function forget({ all = false } = {}) {
  const body = new Blob([JSON.stringify({ page, all })], { type: "application/json" });
  page = newName();
  navigator.sendBeacon("/api/forget", body);
}
