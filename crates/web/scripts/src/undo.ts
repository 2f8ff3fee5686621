// The seconds that are left to take something back. When none are, the button goes: it would be refused.

let ticking: number | undefined;
/** When each change can no longer be taken back, by the change. */
const ENDS = new Map<string, number>();

export function countsDown(day: HTMLElement): void {
  const button = day.querySelector<HTMLButtonElement>("[data-undo]");
  if (!button) return;
  clearInterval(ticking);
  const ends = ENDS.get(button.value) ?? Date.now() + Number(button.dataset.undo) * 1000;
  ENDS.set(button.value, ends);
  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    const shown = button.querySelector(".left");
    if (shown) shown.textContent = left > 0 ? String(left) : "";
    if (left <= 0) {
      clearInterval(ticking);
      button.remove();
    }
  };
  tick();
  ticking = window.setInterval(tick, 250);
}
