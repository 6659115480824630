// The list of what will be covered: a switch for each found region, a row for each mark.

import { removeMark, toggle } from "./acts.js";
import { find, make } from "./dom.js";
import { fieldsOf } from "./fields.js";
import { addInMiddle } from "./keys.js";
import { nameOf, stateOf } from "./names.js";
import { count, say } from "./texts.js";

/** Say how many places of later frames will be covered; the photo shows the first frame only. */
export function showLater(root, later) {
  const note = find(root, ".ss-later");
  note.hidden = later === 0;
  note.textContent = count("covers.later", later);
}

/** The list beside the stage. Rows are kept as long as their region is there, so focus is, too. */
export class Covers {
  constructor(root, stage) {
    this.stage = stage;
    this.note = find(root, ".ss-covers-note");
    this.list = find(root, ".ss-regions");
    this.texts = find(root, ".ss-texts");
    this.textList = find(this.texts, "ul");
    this.add = find(root, '[data-do="add"]');
    this.rows = new Map();
    this.shown = null; // the id whose row was brought into sight last
    this.add.addEventListener("click", () => stage.regions && this.addOne());
    find(this.texts, '[data-do="all-texts"]').addEventListener("click", () => this.turnTexts());
  }

  clear() {
    for (const row of this.rows.values()) row.node.remove();
    this.rows.clear();
    this.note.textContent = "";
    this.texts.hidden = true;
    this.texts.open = false;
  }

  /** Follow the regions. */
  update() {
    const { regions } = this.stage;
    const hadFocus = this.list.contains(document.activeElement);
    const rows = new Map();
    for (const region of regions.items) {
      const row = this.rows.get(region.id) ?? rowOf(this.stage, region);
      row.update(region);
      rows.set(region.id, row);
    }
    this.rows = rows;
    const texts = regions.items.filter((region) => region.kind === "text");
    const others = regions.items.filter((region) => region.kind !== "text");
    const nodes = (items) => items.map((region) => rows.get(region.id).node);
    place(this.list, nodes(others));
    place(this.textList, nodes(texts));
    this.say(regions, texts);
    if (hadFocus && !this.list.contains(document.activeElement)) this.add.focus();
    this.reveal(regions.selected);
  }

  /** Scroll the list, and it alone, to the row of what was selected last. */
  reveal(id) {
    if (id === this.shown) return;
    this.shown = id;
    const node = this.rows.get(id)?.node;
    if (node?.parentElement !== this.list) return;
    const [row, list] = [node.getBoundingClientRect(), this.list.getBoundingClientRect()];
    if (row.top < list.top) this.list.scrollTop -= list.top - row.top;
    else if (row.bottom > list.bottom) this.list.scrollTop += row.bottom - list.bottom;
  }

  say(regions, texts) {
    const faces = regions.items.filter((region) => region.kind === "face").length;
    this.note.textContent = faces ? count("covers.faces", faces) : say("covers.none");
    this.texts.hidden = texts.length === 0;
    find(this.texts, "summary").textContent = count("covers.texts", texts.length);
    const all = find(this.texts, '[data-do="all-texts"]');
    all.textContent = say(texts.every((text) => text.on) ? "covers.texts.none" : "covers.texts.all");
  }

  turnTexts() {
    const texts = this.stage.regions.items.filter((region) => region.kind === "text");
    const on = !texts.every((text) => text.on);
    this.stage.regions.turn(texts.map((text) => text.id), on);
    this.stage.tell(say(on ? "said.texts.on" : "said.texts.off"));
  }

  addOne() {
    addInMiddle(this.stage);
    this.stage.canvas.focus();
  }
}

/** Have a list hold just these nodes, in this order, moving none that is in its place. */
function place(list, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...list.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
}

function rowOf(stage, region) {
  const row = region.mark ? markRow(stage, region) : foundRow(stage, region);
  const point = (id) => () => {
    stage.hovered = id;
    stage.draw();
  };
  for (const kind of ["pointerenter", "focusin"]) row.node.addEventListener(kind, point(region.id));
  for (const kind of ["pointerleave", "focusout"]) row.node.addEventListener(kind, point(null));
  return row;
}

function foundRow(stage, { id }) {
  const name = make("span");
  const state = make("span", { class: "ss-state" });
  const knob = make("span", { class: "ss-knob", "aria-hidden": "true" });
  const control = make("button", {
    type: "button",
    role: "switch",
    class: "ss-switch",
    onClick: () => toggle(stage, id),
  }, name, state, knob);
  const update = (region) => {
    name.textContent = nameOf(stage.regions, region);
    state.textContent = stateOf(region);
    control.setAttribute("aria-checked", String(region.on));
    control.setAttribute("aria-label", `${name.textContent}, ${say("covers.on")}`);
    control.toggleAttribute("data-selected", stage.regions.selected === id);
  };
  return { node: make("li", {}, control), update };
}

function markRow(stage, { id, number }) {
  const fields = fieldsOf(stage, id, number);
  const select = make("button", {
    type: "button",
    class: "ss-button ss-plain",
    text: say("covers.mark", { n: number }),
    onClick: () => stage.regions.select(stage.regions.selected === id ? null : id),
  });
  const remove = make("button", {
    type: "button",
    class: "ss-button",
    text: say("covers.remove.short"),
    "aria-label": say("covers.remove", { n: number }),
    onClick: () => removeMark(stage, id),
  });
  let last = {};
  const update = (region) => {
    const isSelected = stage.regions.selected === id;
    if (last.region === region && last.isSelected === isSelected) return;
    last = { region, isSelected };
    select.setAttribute("aria-expanded", String(isSelected));
    fields.node.hidden = !isSelected;
    fields.update(region);
  };
  return { node: make("li", { class: "ss-mark" }, select, remove, fields.node), update };
}
