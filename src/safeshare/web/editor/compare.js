// Before and after in one picture, with a slider between them: mouse, touch and keyboard
// all work on one range control that lies over the picture.

import { find } from "./dom.js";

/** Let the slider move the border between the two pictures. */
export function listenToSlider(root) {
  const box = find(root, ".ss-versus");
  const slider = find(box, ".ss-range");
  slider.addEventListener("input", () => split(box, slider.value));
}

function split(box, percent) {
  box.style.setProperty("--split", `${percent}%`);
}

/** Show two pictures of the same photo, the border in the middle. */
export function showVersus(root, before, after) {
  const box = find(root, ".ss-versus");
  find(box, ".ss-before").src = before.src;
  find(box, ".ss-after").src = after.src;
  find(box, ".ss-range").value = "50";
  box.style.setProperty("--ratio", String(before.naturalWidth / before.naturalHeight));
  split(box, 50);
}

/** Take both pictures away. */
export function clearVersus(root) {
  for (const picture of root.querySelectorAll(".ss-versus img")) picture.removeAttribute("src");
}
