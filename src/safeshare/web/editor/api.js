// Talks to the program. Photos travel as raw bytes, and nothing is kept by the browser.

import { language, has, say } from "./texts.js";

const LARGEST = 500_000_000;
const FORGOTTEN = new Set([404, 410]);
const JSON_BODY = { "content-type": "application/json" };

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

let forgetting = null; // until it is answered, a new photo would be forgotten with the others

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

function post(path, value, signal) {
  return ask(path, { method: "POST", body: JSON.stringify(value), headers: JSON_BODY, signal });
}

/**
 * The program's own sentences are English; in another language the page says it in general.
 * An error without any comes from a program that was ended in the middle of its work.
 */
async function sentenceOf(answer) {
  const told = await answer.json().catch(() => undefined);
  if (!told) return say(answer.status >= 500 ? "problem.gone" : "problem.unknown");
  if (language() !== "en" && has(`problem.${answer.status}`)) return say(`problem.${answer.status}`);
  return told.message || say("problem.unknown");
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
  await forgetting;
  const headers = {
    "content-type": "application/octet-stream",
    "x-page": page,
    "x-photo-name": encoded(file.name || ""),
  };
  return (await ask("/api/photo", { method: "POST", body: file, headers, signal })).json();
}

async function decoded(answer) {
  const image = new Image();
  image.src = URL.createObjectURL(await answer.blob());
  try {
    await image.decode();
  } catch (reason) {
    release(image);
    throw reason;
  }
  return image;
}

/** Fetch a picture ("preview" or "after") of a photo; gives a decoded image. */
export async function picture(which, id, signal) {
  return decoded(await ask(`/api/${which}/${id}`, { signal }));
}

/** Fetch the preview with everything covered that a wish covers, as the copy will show it. */
export async function covered(id, wish, signal) {
  return decoded(await post(`/api/covered/${id}`, wish, signal));
}

/** Let go of a picture's memory. */
export function release(image) {
  if (image) URL.revokeObjectURL(image.src);
}

/** Look for lines of text; gives them as regions that are off. */
export async function seekText(id, signal) {
  return (await (await post(`/api/text/${id}`, {}, signal)).json()).regions;
}

/** Give the polygon of the whole thing that a mark lies on. */
export async function snap(id, mark, signal) {
  return (await (await post(`/api/snap/${id}`, { mark }, signal)).json()).points;
}

/** Make the safer copy; calls `step` with the name of each step as it begins; gives the result. */
export async function makeCopy(id, wish, step, signal) {
  const answer = await post(`/api/clean/${id}`, wish, signal);
  for await (const line of lines(answer.body)) {
    const said = JSON.parse(line);
    if (said.step) step(said.step);
    if (said.problem) throw new Problem(language() === "en" ? said.problem : say("problem.422"));
    if (said.result) return said.result;
  }
  throw new Problem(say("problem.gone"));
}

/** Give the lines of a stream as they come. */
async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield* parts.filter(Boolean);
  }
  if (rest) yield rest;
}

/** Give the address of a small picture of a photo, or of picture `n` hidden in it. */
export function thumbAddress(id) {
  return `/api/thumb/${id}`;
}

export function hiddenAddress(id, n) {
  return `/api/hidden/${id}/${n}`;
}

/** Give the address under which a copy is saved, and all copies of this page in one file. */
export function resultAddress(id) {
  return `/api/result/${id}`;
}

export function zipAddress() {
  return `/api/zip/${page}`;
}

/** Send a wish to forget; unlike a request it survives the page's own end. */
function beacon(wish) {
  const body = new Blob([JSON.stringify({ page, ...wish })], { type: "application/json" });
  navigator.sendBeacon("/api/forget", body);
}

/** Have one photo forgotten. */
export function forgetPhoto(id) {
  beacon({ id });
}

/** Have every photo forgotten; settles, however it went, once the program has answered. */
async function forgetEverything() {
  const body = JSON.stringify({ page, all: true });
  const wish = { method: "POST", body, headers: JSON_BODY, keepalive: true }; // as a beacon is
  await fetch("/api/forget", wish).catch(() => undefined);
}

/** Have the photos of this page forgotten, or every photo. */
export function forget({ all = false } = {}) {
  if (all) forgetting = forgetEverything();
  else beacon({});
  page = newName();
}
