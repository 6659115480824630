// What will be covered: the regions that were found and the marks of the user, with undo.

import { History } from "./history.js";
import { area, bounds, clamp, distance, fitted, moved } from "./shapes.js";

export const MOST_MARKS = 500; // as many as the program takes

/** What a mark is for the program: its shape in photo pixels. */
const SHAPES = {
  box: ({ box }) => ({ shape: "box", box }),
  polygon: ({ points }) => ({ shape: "polygon", points }),
  stroke: ({ points, radius }) => ({ shape: "stroke", points, radius }),
};

/** Give a mark as the program takes it. */
export const asMark = (mark) => SHAPES[mark.shape](mark);

/**
 * The regions of one photo: items of {id, kind, on, mark, shape, box | points, radius, outline}.
 * Items and their list are replaced, never edited. `changed` is called after every change of what
 * is covered; watchers also when something is selected.
 */
export class Regions {
  constructor(found, width, height, changed, margin = 0) {
    this.width = width;
    this.height = height;
    this.items = found.map(asFound);
    this.changed = changed;
    this.margin = margin; // pixels by which the program covers more than an outline
    this.selected = null;
    this.lastMark = 0;
    this.history = new History();
    this.watchers = new Set();
  }

  get canUndo() {
    return this.history.past.length > 0;
  }

  get canRedo() {
    return this.history.future.length > 0;
  }

  get selectedItem() {
    return this.byId(this.selected);
  }

  get selectedMark() {
    return this.selectedItem?.mark ? this.selectedItem : null;
  }

  get isFull() {
    return this.items.filter((region) => region.mark).length >= MOST_MARKS;
  }

  byId(id) {
    return this.items.find((region) => region.id === id) ?? null;
  }

  /** Give the smallest region at a point, or the nearest one within `reach` pixels of it. */
  at(x, y, reach = 0) {
    const near = this.items
      .map((region) => ({ region, off: this.offset(region, x, y, reach), size: area(region) }))
      .filter(({ off }) => off <= reach);
    near.sort((one, other) => one.off - other.off || one.size - other.size);
    return near[0]?.region ?? null;
  }

  /** Give how far outside of what is seen of a region a point lies; Infinity beyond `reach`. */
  offset(region, x, y, reach) {
    const margin = region.on ? this.margin : 0;
    return Math.max(0, distance(region, x, y, reach + margin) - margin);
  }

  /** Have `listener` called after each change and each selection; gives how to end that. */
  watch(listener) {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  tell() {
    for (const listener of this.watchers) listener();
  }

  /** Remember the present state for undo; once before a drag, whatever it changes. */
  remember() {
    this.history.push(this.items);
  }

  /** Put a new list in the place of the present one. */
  put(items) {
    this.items = items;
    if (!this.byId(this.selected)) this.selected = null;
    this.tell();
    this.changed();
  }

  undo() {
    if (this.canUndo) this.put(this.history.back(this.items));
  }

  redo() {
    if (this.canRedo) this.put(this.history.forth(this.items));
  }

  select(id) {
    if (this.selected === id) return;
    this.selected = id;
    this.tell();
  }

  /** Show or cover found regions; one step for all of them. */
  turn(ids, on) {
    const wanted = new Set(ids);
    this.remember();
    this.put(this.items.map((item) => (wanted.has(item.id) && !item.mark ? { ...item, on } : item)));
  }

  toggle(id) {
    this.selected = id;
    this.turn([id], !this.byId(id).on);
    return this.byId(id);
  }

  /** Add a mark {shape, box | points, radius}, selected; gives it, or null when there are too many. */
  add(shape) {
    if (this.isFull) return null;
    this.remember();
    const mark = this.asDrawn(shape);
    this.selected = mark.id;
    this.put([...this.items, mark]);
    return mark;
  }

  /** Give a shape as a new mark, not added yet. */
  asDrawn({ shape, box, points, radius }) {
    this.lastMark += 1;
    const number = this.lastMark;
    const traits = { shape, box, points, radius };
    return { id: `drawn-${number}`, number, kind: "mark", mark: true, on: true, ...traits };
  }

  remove(id) {
    this.remember();
    this.put(this.items.filter((region) => region.id !== id || !region.mark));
  }

  /** Move a mark, kept inside of the photo. Call remember() once before a drag. */
  move(mark, dx, dy) {
    this.exchange(moved(mark, dx, dy, this.width, this.height));
  }

  /** Give a mark another box, kept inside of the photo. Call remember() once before a drag. */
  fit(mark, [x0, y0, x1, y1]) {
    const left = clamp(x0, 0, this.width - 1);
    const top = clamp(y0, 0, this.height - 1);
    const right = clamp(x1, left + 1, this.width);
    const bottom = clamp(y1, top + 1, this.height);
    this.exchange(fitted(mark, [left, top, right, bottom]));
  }

  exchange(mark) {
    this.put(this.items.map((item) => (item.id === mark.id ? mark : item)));
  }

  /** Give a mark another shape as if it had been drawn so, in what was undone as well. */
  settle(id, shape) {
    const change = (items) =>
      items.map((item) => {
        if (item.id !== id) return item;
        const { kind, mark, number, on } = item;
        return { id, kind, mark, number, on, ...shape };
      });
    this.history.revise(change);
    this.put(change(this.items));
  }

  /** Take in regions that were found later. That is no step of the user: undo keeps them. */
  addFound(regions) {
    const known = new Set(this.items.map((region) => region.id));
    const added = regions.filter((region) => !known.has(region.id)).map(asFound);
    if (!added.length) return;
    const change = (items) => [...items, ...added];
    this.history.revise(change);
    this.items = change(this.items);
    this.tell();
    if (added.some((region) => region.on)) this.changed();
  }

  /** Give the box around a region, in whole pixels: x, y, width, height. */
  measures(region) {
    const [x0, y0, x1, y1] = bounds(region).map(Math.round);
    return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  }

  /** Give the regions as the program takes them: states of the found ones, shapes of the marks. */
  asRequest() {
    return this.items.map((item) => (item.mark ? asMark(item) : { id: item.id, on: item.on }));
  }
}

function asFound(region) {
  return { shape: "box", ...region, mark: false };
}
