// The strip of thumbnails, when there is more than one photo, and what can be done with all.

import { thumbAddress } from "./api.js";
import { find, keepingFocus, make, refill } from "./dom.js";
import { count, say } from "./texts.js";
import { offerZip } from "./zip.js";

/** Shows the photos of a session with their states. */
export class Strip {
  constructor(root, session) {
    this.root = root;
    this.session = session;
    this.box = find(root, ".ss-strip");
    this.list = find(root, ".ss-thumbs");
    this.pictures = new Map(); // id -> image, so that each is fetched once
  }

  show() {
    const { photos, open } = this.session;
    this.box.hidden = photos.items.length < 2;
    find(this.root, '[data-action="next"]').hidden = photos.usable.length < 2;
    this.forgetPictures(photos.usable);
    if (this.box.hidden) return refill(this.list, []);
    keepingFocus(this.list, () => refill(this.list, photos.items.map((photo) => this.item(photo))));
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return this.showActions(photos, open);
  }

  item(photo) {
    const state = this.stateOf(photo);
    const current = photo === this.session.open;
    const button = make("button", {
      type: "button",
      class: "ss-thumb",
      disabled: photo.id === null,
      "data-state": state,
      "data-key": photo.key,
      "data-photo": photo.key,
      "aria-current": current && "true",
      "aria-label": say("strip.photo", { name: photo.name, state: say(`state.${state}`) }),
      title: photo.name,
    },
      this.picture(photo),
      make("span", { class: "ss-thumb-state", text: say(`state.${state}`) }),
    );
    return make("li", {}, button);
  }

  /** A copy that was made before something was changed counts as still to be made. */
  stateOf(photo) {
    const old = photo.result && !this.session.fits(photo);
    return old && photo.state !== "making" && photo.state !== "failed" ? "ready" : photo.state;
  }

  picture(photo) {
    if (photo.id === null) return make("span", { class: "ss-thumb-wait" });
    if (!this.pictures.has(photo.id)) {
      this.pictures.set(photo.id, make("img", { src: thumbAddress(photo.id), alt: "" }));
    }
    return this.pictures.get(photo.id);
  }

  forgetPictures(photos) {
    const ids = new Set(photos.map((photo) => photo.id));
    for (const id of this.pictures.keys()) if (!ids.has(id)) this.pictures.delete(id);
  }

  showActions(photos, open) {
    const { unmade } = this.session;
    const usable = photos.usable.length;
    const reading = photos.items.length - usable;
    find(this.box, ".ss-strip-note").textContent = reading
      ? count("strip.reading", reading)
      : say("strip.count", { made: usable - unmade.length, all: usable });
    const all = find(this.box, '[data-action="make-all"]');
    all.hidden = unmade.length === 0 || reading > 0;
    const n = unmade.length;
    all.textContent = n > 1 && n === usable ? say("strip.make.all", { n }) : count("strip.make", n);
    offerZip(find(this.box, ".ss-zip"), photos.usable, unmade);
    find(this.box, '[data-action="remove-photo"]').disabled = !open;
  }
}
