// Making elements. Text always goes in as text, never as markup: it can come from a stranger's file.

/** Make an element. `traits`: class, text, on<Event> handlers, everything else an attribute. */
export function make(tag, traits = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Give the one element that a selector names inside of `root`. */
export function find(root, selector) {
  const node = root.querySelector(selector);
  if (!node) throw new Error(`nothing matches ${selector}`);
  return node;
}

/** Put a new list of children in the place of the old. */
export function refill(node, children) {
  node.replaceChildren(...children);
}

/** Keep the keyboard's focus where it was while `change` rebuilds a list of [data-key] controls. */
export function keepingFocus(list, change) {
  const key = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  change();
  if (key === null || key === undefined) return;
  const again = [...list.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  (again ?? list.querySelector("[data-key]"))?.focus();
}
