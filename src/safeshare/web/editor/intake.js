// The ways in for a photo: choose, drop anywhere, paste anywhere.

import { find } from "./dom.js";

/** Call `take(file)` for each photo that comes in, `nothing()` when none was in it. */
export function listenToIntake(root, take, nothing) {
  const input = find(root, ".ss-file");
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (file) take(file);
    input.value = "";
  });
  listenToDrops(root, take, nothing);
  document.addEventListener("paste", (event) => {
    const items = [...(event.clipboardData?.files ?? [])];
    if (!items.length) return;
    event.preventDefault();
    take(items[0]);
  });
}

/** Open the system's dialogue for choosing a file. */
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
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
    else nothing();
  });
}
