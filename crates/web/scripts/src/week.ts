// Drawing over the free half hours of a week with a mouse: the first one says whether those after it are chosen or left. Fingers
// and keys tick them one by one, as without a script. What others do in the week appears meanwhile.

import { choosing } from "./choosing";
import { listens } from "./live";
import { isFirst, ready } from "./ready";

ready("#week", (week) => {
  listens(week);
  choosing(week.querySelector<HTMLFormElement>(".pick"));
});

ready("#paint", (form) => {
  if (!isFirst(form, "paints")) return;
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('input[name="cells[]"]')];
  const under = (target: EventTarget | null) =>
    target instanceof Element ? target.closest(".cell")?.querySelector<HTMLInputElement>("input") : undefined;

  let paints: boolean | undefined;
  let began: HTMLInputElement | undefined;
  let last: HTMLInputElement | undefined;

  form.addEventListener("pointerdown", (event) => {
    const box = under(event.target);
    if (!box || event.pointerType !== "mouse" || event.button !== 0) return;
    began = last = box;
    paints = !box.checked;
    // A press can come before the timer that ends the stroke before it.
    form.classList.remove("painting");
  });
  form.addEventListener("pointerover", (event) => {
    const box = under(event.target);
    if (paints === undefined || !box || (box === began && !form.classList.contains("painting"))) return;
    form.classList.add("painting");
    if (began) began.checked = paints;
    for (const passed of between(last, box)) passed.checked = paints;
    last = box;
    count();
  });
  window.addEventListener("pointerup", () => {
    paints = undefined;
    // The click that ends a drag comes after this.
    setTimeout(() => form.classList.remove("painting"));
  });
  // A drag has ticked what it went over; the click at its end must not turn the last of them around.
  form.addEventListener("click", (event) => {
    if (form.classList.contains("painting") && under(event.target)) event.preventDefault();
  });
  form.addEventListener("change", count);

  // A browser tells of a quick hand only here and there: what it passed over within a day was meant, too. Half hours are ordered
  // by their names.
  function between(from: HTMLInputElement | undefined, to: HTMLInputElement): HTMLInputElement[] {
    const day = (box: HTMLInputElement) => box.value.slice(0, 10);
    if (!from || day(from) !== day(to)) return [to];
    const [first, end] = from.value < to.value ? [from, to] : [to, from];
    return boxes().filter((box) => first.value <= box.value && box.value <= end.value);
  }

  function count(): void {
    const told = form.querySelector<HTMLElement>("#painted");
    const chosen = boxes().filter((box) => box.checked).length;
    if (told) told.textContent = chosen ? `${form.dataset.painted ?? ""} ${chosen}` : "";
  }
});
