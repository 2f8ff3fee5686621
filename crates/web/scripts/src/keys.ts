// Keys for what waits for a decision: up and down choose, A accepts, D declines. A slash goes to the line in which a booking is
// typed. Nobody who types into a field is disturbed. Once something is decided, the next has the focus.

import { isFirst } from "./ready";

/** What has the focus among what waits, and its place there. */
let held: { id: string; place: number } | undefined;

document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof Element) || target.id === "main") return;
  const wish = target.closest(".wish");
  held = wish ? { id: wish.id, place: wishes().indexOf(wish) } : undefined;
});

document.addEventListener("htmx:after:swap", () => {
  if (!held || document.getElementById(held.id)) return;
  const left = wishes();
  const next = left[held.place] ?? left.at(-1);
  held = undefined;
  const now = document.activeElement;
  if (now === document.body || now?.id === "main") next?.querySelector<HTMLElement>(".who")?.focus();
});

function wishes(): Element[] {
  return [...document.querySelectorAll(".wish")];
}

export function keys(day: HTMLElement): void {
  if (!isFirst(day, "keys")) return;
  day.ownerDocument.addEventListener("keydown", (event) => {
    if (!day.isConnected || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("line")?.focus();
      return;
    }
    const wish = (event.target as HTMLElement).closest<HTMLElement>(".wish");
    if (!wish) return;
    const key = event.key.toLowerCase();
    if (key === "arrowdown" || key === "arrowup") {
      const next = key === "arrowdown" ? wish.nextElementSibling : wish.previousElementSibling;
      next?.querySelector<HTMLElement>(".who")?.focus();
      event.preventDefault();
    } else if (key === "a" || key === "d" || key === "ф" || key === "в") {
      const act = key === "a" || key === "ф" ? "a" : "d";
      wish.querySelector<HTMLElement>(`[data-key="${act}"]`)?.click();
      event.preventDefault();
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
}
