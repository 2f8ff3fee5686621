// The time at which the floor is shown, told while it is chosen.

import { isFirst, ready } from "./ready";

ready("#at", (range) => {
  if (!(range instanceof HTMLInputElement) || !isFirst(range, "at")) return;
  range.addEventListener("input", () => {
    const at = new Date((Number(range.dataset.start) + Number(range.value) * 60) * 1000);
    const clock = at.toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit", timeZone: range.dataset.zone });
    range.setAttribute("aria-valuetext", clock);
    const shown = document.getElementById("at-clock");
    if (shown) shown.textContent = clock;
  });
});
