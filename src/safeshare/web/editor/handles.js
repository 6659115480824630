// The eight handles of a selected mark: where they are, which one a pointer takes, what it moves.

const NAMES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

const CURSORS = { nw: "nwse", se: "nwse", ne: "nesw", sw: "nesw", n: "ns", s: "ns", e: "ew", w: "ew" };

/** A side that is shorter than this many times the handles' reach has none in its middle. */
const ROOM = 3;

/** Give the cursor for a handle. */
export const cursorOf = (name) => `${CURSORS[name]}-resize`;

/** Give the handles of a box as {name, x, y}; `reach` as in handleAt. */
export function handlesOf([x0, y0, x1, y1], reach) {
  const across = { w: x0, e: x1 };
  const along = { n: y0, s: y1 };
  const middle = (name) => name.length === 1;
  return NAMES.filter((name) => {
    if (!middle(name)) return true;
    return (name in across ? y1 - y0 : x1 - x0) >= ROOM * reach;
  }).map((name) => ({
    name,
    x: across[name.at(-1)] ?? (x0 + x1) / 2,
    y: along[name[0]] ?? (y0 + y1) / 2,
  }));
}

/**
 * Give the name of the handle that a point takes, or null. All in the same pixels. A handle
 * reaches `reach` to all sides, inwards at most a quarter of the box, so that its middle moves it.
 */
export function handleAt(box, [x, y], reach) {
  const [x0, y0, x1, y1] = box;
  const inward = [Math.min(reach, (x1 - x0) / 4), Math.min(reach, (y1 - y0) / 4)];
  const near = handlesOf(box, reach).filter((handle) => {
    const dx = Math.abs(x - handle.x);
    const dy = Math.abs(y - handle.y);
    const within = [x > x0 && x < x1, y > y0 && y < y1];
    return dx <= (within[0] ? inward[0] : reach) && dy <= (within[1] ? inward[1] : reach);
  });
  const off = (handle) => Math.hypot(x - handle.x, y - handle.y);
  return near.sort((one, other) => off(one) - off(other))[0]?.name ?? null;
}

/** Give a box with the sides that a handle holds moved by a way, no side shorter than `least`. */
export function stretched([x0, y0, x1, y1], name, dx, dy, least) {
  return [
    name.includes("w") ? Math.min(x0 + dx, x1 - least) : x0,
    name.startsWith("n") ? Math.min(y0 + dy, y1 - least) : y0,
    name.includes("e") ? Math.max(x1 + dx, x0 + least) : x1,
    name.startsWith("s") ? Math.max(y1 + dy, y0 + least) : y1,
  ];
}
