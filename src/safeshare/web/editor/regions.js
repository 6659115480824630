// What will be covered: the regions that were found and the marks of the user, with undo.

const MOST_STEPS = 200;

/** Give the polygon of a region: found ones bring it, a mark is its box. */
export function polygon(region) {
  if (region.outline) return region.outline;
  const [x0, y0, x1, y1] = region.box;
  return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
}

/** Tell whether a point lies in a polygon (even-odd rule). */
export function contains(points, x, y) {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i];
    const [xj, yj] = points[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The regions of one photo. `changed` is called after every change. */
export class Regions {
  constructor(found, width, height, changed) {
    this.width = width;
    this.height = height;
    this.selected = null;
    this.items = found.map((region) => ({ ...region, mark: false }));
    this.steps = [];
    this.lastMark = 0;
    this.changed = changed;
  }

  get canUndo() {
    return this.steps.length > 0;
  }

  get selectedMark() {
    return this.items.find((region) => region.mark && region.id === this.selected) ?? null;
  }

  /** Give the topmost region at a point. Marks lie above found regions. */
  at(x, y) {
    return this.items.findLast((region) => contains(polygon(region), x, y)) ?? null;
  }

  /** Remember the present state for undo. Regions are replaced, never edited, so this is cheap. */
  remember() {
    this.steps.push(this.items);
    if (this.steps.length > MOST_STEPS) this.steps.shift();
  }

  undo() {
    if (!this.canUndo) return;
    this.items = this.steps.pop();
    this.changed();
  }

  select(id) {
    this.selected = id;
    this.changed();
  }

  toggle(id) {
    this.remember();
    this.replace(id, (region) => ({ ...region, on: !region.on }));
    this.select(id);
    return this.items.find((region) => region.id === id);
  }

  /** Add a mark; gives its number. */
  add(box) {
    this.remember();
    this.lastMark += 1;
    const number = this.lastMark;
    const id = `drawn-${number}`;
    this.items = [...this.items, { id, number, kind: "mark", mark: true, on: true, box }];
    this.select(id);
    return number;
  }

  remove(id) {
    this.remember();
    this.items = this.items.filter((region) => region.id !== id || !region.mark);
    this.select(null);
  }

  /** Put a mark elsewhere, kept inside of the photo. Call remember() once before a drag. */
  place(id, [x0, y0, x1, y1]) {
    const wide = x1 - x0;
    const tall = y1 - y0;
    const left = clamp(x0, 0, this.width - wide);
    const top = clamp(y0, 0, this.height - tall);
    this.replace(id, (region) => ({ ...region, box: [left, top, left + wide, top + tall] }));
    this.changed();
  }

  /** Change a mark's size from its top left corner; never smaller than `least` pixels. */
  resize(id, dx, dy, least) {
    this.replace(id, (region) => {
      const [x0, y0, x1, y1] = region.box;
      const right = clamp(x1 + dx, Math.min(x0 + least, this.width), this.width);
      const bottom = clamp(y1 + dy, Math.min(y0 + least, this.height), this.height);
      return { ...region, box: [x0, y0, right, bottom] };
    });
    this.changed();
  }

  replace(id, change) {
    this.items = this.items.map((region) => (region.id === id ? change(region) : region));
  }

  /** Give the regions as the program takes them: states of the found ones, shapes of the marks. */
  asRequest() {
    return this.items.map(({ id, on, mark, box }) =>
      mark ? { shape: "box", box } : { id, on },
    );
  }
}
