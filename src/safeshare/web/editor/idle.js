// A page that is left alone forgets its photo, as the program does.

const PATIENCE = 30 * 60 * 1000; // milliseconds
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"];

/** Call `forget` once nobody has touched the page for half an hour. */
export function listenToIdleness(forget) {
  let last = Date.now();
  for (const sign of SIGNS) {
    window.addEventListener(sign, () => (last = Date.now()), { passive: true, capture: true });
  }
  // Looked at every minute instead of one long timer: that would stand still while
  // the computer sleeps.
  setInterval(() => {
    if (Date.now() - last < PATIENCE) return;
    last = Date.now();
    forget();
  }, 60_000);
}
