// The way back and forth: states that are replaced, never edited, so that keeping them is cheap.

const MOST_STEPS = 200;

/** The states before the present one, and those that were undone. */
export class History {
  constructor() {
    this.past = [];
    this.future = [];
  }

  /** Remember a state that is about to be left for a new one. */
  push(state) {
    this.past.push(state);
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.future = [];
  }

  /** Give the state before, keeping the present one for forth(); undefined when there is none. */
  back(present) {
    return this.step(this.past, this.future, present);
  }

  /** Give the state that was undone last; undefined when there is none. */
  forth(present) {
    return this.step(this.future, this.past, present);
  }

  step(from, to, present) {
    if (from.length) to.push(present);
    return from.pop();
  }

  /** Change every remembered state, for what is no step of the user. */
  revise(change) {
    this.past = this.past.map(change);
    this.future = this.future.map(change);
  }
}
