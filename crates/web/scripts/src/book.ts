// The page on which guests book, quick: a choice in the bar shows its times at once, what was typed outlives every change of the
// page, and the seconds run down for which a time is kept.

import { choosing } from "./choosing";
import { isFirst, ready } from "./ready";
import { say } from "./said";

/** What the guest typed, by the names of the fields. It is in no address, and goes with the page. */
const TYPED = new Map<string, string>();
/** When each hold ends, by its name: the page may be swapped while it lasts. */
const ENDS = new Map<string, number>();
let ticking: number | undefined;

ready("#book", () => {
  choosing(document.querySelector<HTMLFormElement>("#bar"));
  typing();
  countsDown();
});

// Who has booked leaves nothing behind for the next who stands there.
document.addEventListener("htmx:after:swap", () => {
  if (!document.getElementById("book")) TYPED.clear();
});

type Typed = HTMLInputElement | HTMLTextAreaElement;

function typing(): void {
  const form = document.querySelector<HTMLFormElement>("#guest form");
  if (!form) return;
  for (const field of form.querySelectorAll<Typed>("input:not([type=hidden]), textarea")) {
    if (!field.value && TYPED.has(field.name)) field.value = TYPED.get(field.name) ?? "";
  }
  const note = form.querySelector<HTMLTextAreaElement>("textarea");
  if (note?.value) note.closest("details")?.setAttribute("open", "");
  if (!isFirst(form, "typing")) return;
  form.addEventListener("input", (event) => {
    const field = event.target as Typed;
    TYPED.set(field.name, field.value);
  });
}

function countsDown(): void {
  clearInterval(ticking);
  const kept = document.getElementById("kept");
  const hold = document.querySelector<HTMLInputElement>("#guest input[name=hold]")?.value;
  if (!kept || !hold) return;
  const ends = ENDS.get(hold) ?? Date.now() + Number(kept.dataset.left) * 1000;
  ENDS.set(hold, ends);
  let toldMinute = ends - Date.now() < 60_000;
  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    const shown = kept.querySelector(".left");
    if (left > 0) {
      if (shown) shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left <= 60 && !toldMinute) {
        toldMinute = true;
        say(kept.dataset.minute ?? "");
      }
      return;
    }
    clearInterval(ticking);
    kept.classList.add("ran-out");
    kept.textContent = kept.dataset.over ?? "";
    say(kept.textContent);
  };
  tick();
  ticking = window.setInterval(tick, 1000);
}
