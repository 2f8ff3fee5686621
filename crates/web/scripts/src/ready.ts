// Has something done to an element of the page whenever it is there: at first, and after the page was swapped.

export function ready(selector: string, run: (element: HTMLElement) => void): void {
  const look = () => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element) run(element);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look);
  else look();
  document.addEventListener("htmx:after:swap", look);
}

const DONE = new WeakMap<Element, Set<string>>();

/** Whether something is done to an element for the first time. Elements outlive swaps, so that they must not be bound twice; a
    mark among their attributes would not outlive them. */
export function isFirst(element: Element, what: string): boolean {
  const done = DONE.get(element) ?? new Set();
  DONE.set(element, done);
  if (done.has(what)) return false;
  done.add(what);
  return true;
}
