// The ways in for photos: choose, drop anywhere, paste anywhere; one or many.

import { find } from "./dom.js";

/** Call `take(files)` for the photos that come in, `nothing()` when none was in it. */
export function listenToIntake(root, take, nothing) {
  const input = find(root, ".ss-file");
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) take(files);
  });
  listenToDrops(root, take, nothing);
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return; // text in one of the page's fields
    event.preventDefault();
    take(files);
  });
}

/** Open the system's dialogue for choosing files. */
export function choose(root) {
  find(root, ".ss-file").click();
}

function listenToDrops(root, take, nothing) {
  const mark = (over) => root.toggleAttribute("data-over", over);
  // Without this a file dropped beside the zone would be opened by the browser itself.
  window.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) take(files);
    else nothing();
  });
}
