// The day of a venue, quick: keys for what waits, a countdown beside what can be undone, and dragging.

import { choosing } from "./choosing";
import { isFirst, ready } from "./ready";
import { drags } from "./dragging";
import { countsDown } from "./undo";
import { keys } from "./keys";
import { listens } from "./live";

ready("#day", (day) => {
  showNow(day);
  keys(day);
  countsDown(day);
  drags(day);
  listens(day);
  choosing(day.querySelector<HTMLFormElement>(".pick"));
});

/** A day begins at what is going on, once; whoever has scrolled since stays where he is. */
function showNow(day: HTMLElement): void {
  const chart = day.querySelector<HTMLElement>("#chart");
  const now = chart?.querySelector<HTMLElement>(".nowline");
  if (!chart || !now || !isFirst(chart, "now")) return;
  chart.scrollLeft = now.offsetLeft - chart.clientWidth / 3;
}
