// All copies in one file. Offered only when each copy is what would be made now.

import { zipAddress } from "./api.js";
import { count } from "./texts.js";

/** Offer the zip of the copies; `unmade`: photos whose copy is missing or out of date. */
export function offerZip(link, usable, unmade) {
  const made = usable.filter((photo) => photo.result);
  link.hidden = made.length < 2 || made.some((photo) => unmade.includes(photo));
  link.textContent = count("strip.zip", made.length);
  link.href = zipAddress();
  link.download = ""; // under the name that the program gives it
}
