// The few options. They hold for all photos of this page, and are forgotten with it.

import { find, make } from "./dom.js";
import { say } from "./texts.js";

const STYLES = ["blur", "mosaic", "solid"];
const COLOURS = { around: null, black: "#000000", grey: "#808080", white: "#ffffff" };
const SIZES = ["keep", "2048", "1600", "1080"]; // pixels of the longest side
const FORMATS = ["keep", "jpeg", "png", "webp"];

/** The options' controls; `changed()` is called after each change. */
export class Options {
  constructor(root, changed) {
    this.root = find(root, ".ss-options");
    this.body = find(this.root, ".ss-options-body");
    this.changed = changed;
    this.body.append(
      this.styles(),
      this.choice("colour", Object.keys(COLOURS)),
      this.check("background"),
      this.choice("size", SIZES),
      this.choice("format", FORMATS),
      this.check("name"),
    );
    this.body.addEventListener("change", () => this.update());
    this.reset();
  }

  /** Put everything back to what is sensible without touching it. */
  reset() {
    this.root.open = false;
    for (const radio of this.body.querySelectorAll("input[type=radio]")) {
      radio.checked = radio.value === STYLES[0];
    }
    for (const box of this.body.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const list of this.body.querySelectorAll("select")) list.selectedIndex = 0;
    this.read();
  }

  update() {
    this.read();
    this.changed();
  }

  read() {
    const style = find(this.body, "input[type=radio]:checked").value;
    const at = (name) => find(this.body, `[name="ss-${name}"]`);
    at("colour").closest(".ss-option").hidden = style !== "solid";
    const colour = style === "solid" && COLOURS[at("colour").value];
    this.value = {
      style,
      ...(colour ? { colour } : {}),
      background: at("background").checked,
      max_side: Number(at("size").value) || null,
      format: at("format").value,
      keep_name: at("name").checked,
    };
  }

  styles() {
    const swatches = STYLES.map((style) =>
      make("label", { class: "ss-swatch" },
        make("input", { type: "radio", name: "ss-style", value: style }),
        make("span", { class: `ss-swatch-picture ss-swatch-${style}`, "aria-hidden": "true" }),
        make("span", { text: say(`options.style.${style}`) }),
      ),
    );
    return make("fieldset", { class: "ss-option" },
      make("legend", { text: say("options.style") }),
      make("div", { class: "ss-swatches" }, ...swatches),
    );
  }

  choice(name, values) {
    const choices = values.map((value) => make("option", { value, text: say(`options.${name}.${value}`) }));
    return make("label", { class: "ss-option ss-choice" },
      make("span", { text: say(`options.${name}`) }),
      make("select", { name: `ss-${name}` }, ...choices),
    );
  }

  check(name) {
    return make("label", { class: "ss-option ss-check" },
      make("input", { type: "checkbox", name: `ss-${name}` }),
      make("span", {},
        make("span", { text: say(`options.${name}`) }),
        make("span", { class: "ss-quiet", text: say(`options.${name}.more`) }),
      ),
    );
  }
}
