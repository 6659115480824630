// Before and after in one picture, with a slider between them.

import { find } from "./dom.js";

/** Let the slider move the border between the two pictures. */
export function listenToSlider(root) {
  const box = find(root, ".ss-compare");
  const slider = find(box, ".ss-range");
  slider.addEventListener("input", () => box.style.setProperty("--split", `${slider.value}%`));
}

/** Show two pictures of the same photo, the border in the middle. */
export function showCompare(root, before, after) {
  const box = find(root, ".ss-compare");
  find(box, ".ss-before").src = before.src;
  find(box, ".ss-after").src = after.src;
  find(box, ".ss-range").value = "50";
  box.style.setProperty("--split", "50%");
}

/** Take both pictures away. */
export function clearCompare(root) {
  for (const picture of root.querySelectorAll(".ss-compare img")) picture.removeAttribute("src");
}
