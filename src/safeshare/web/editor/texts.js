// The page's sentences. All words come from here; the markup names only their keys.

let texts = {};
let plural = new Intl.PluralRules("en");

/** Fetch the sentences in the browser's language. */
export async function loadTexts() {
  const answer = await fetch("/api/texts", { cache: "no-store" });
  texts = await answer.json();
  plural = new Intl.PluralRules(texts.lang);
  document.documentElement.lang = texts.lang;
}

/** Give a sentence, with each {name} replaced by its value. */
export function say(key, values = {}) {
  const sentence = texts[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Give the language that the sentences are in, such as "en". */
export function language() {
  return texts.lang;
}

/** Tell whether there is a sentence for a key. */
export function has(key) {
  return Object.hasOwn(texts, key);
}

/** Give the sentence for a number of things: key.one, key.other and so on. */
export function count(key, n) {
  const form = `${key}.${plural.select(n)}`;
  return say(has(form) ? form : `${key}.other`, { n: number(n, 0) });
}

/** Give a number with so many digits after the point at most. */
export function number(value, digits) {
  return new Intl.NumberFormat(texts.lang, { maximumFractionDigits: digits }).format(value);
}

/** Give a day, and with `clock` the time of it, as people write them. */
export function moment(time, clock) {
  const style = { dateStyle: "long", ...(clock ? { timeStyle: "short" } : {}), timeZone: "UTC" };
  return new Intl.DateTimeFormat(texts.lang, style).format(time);
}

/** Put the sentences into markup that names their keys. */
export function fillTexts(root) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
  }
  for (const node of root.querySelectorAll("[data-alt]")) node.alt = say(node.dataset.alt);
}

/** Give a size in bytes as people write it. */
export function bytes(n) {
  const units = ["byte", "kilobyte", "megabyte"];
  const step = n < 1000 ? 0 : n < 1e6 ? 1 : 2;
  const style = { style: "unit", unit: units[step], maximumFractionDigits: step === 2 ? 1 : 0 };
  return new Intl.NumberFormat(texts.lang, style).format(n / 1000 ** step);
}
