// Dragging on the timeline: a booking to another time or place, with what the rules say to it shown before it is let go; and over
// an empty stretch, to enter a booking there. Every drag has its form besides, so nobody needs a mouse.

import interact from "interactjs";
import { isFirst } from "./ready";
import { send, visit } from "./visit";

/** How many seconds a cell is. */
const CELL = 300;
/** To how many seconds a drag is held, where the rules name no starts. */
const STEP = 900;
/** How long a drag rests over a place before it is asked why it will not do, in milliseconds. */
const REST = 120;

type Place = [from: number, until: number | null];

interface Drag {
  item: HTMLElement;
  booking: string;
  version: string;
  /** How many seconds of it lie left of the pointer. */
  grip: number;
  wide: number;
  places?: Map<string, Place[]>;
  ghost: HTMLElement;
  at?: { resource: string; from: number; can: boolean };
}

export function drags(day: HTMLElement): void {
  const chart = day.querySelector<HTMLElement>("#chart");
  if (!chart || !isFirst(chart, "drags")) return;
  moving(day, chart);
  entering(day, chart);
}

function moving(day: HTMLElement, chart: HTMLElement): void {
  let drag: Drag | undefined;
  interact(".item[data-booking]", { context: chart }).draggable({
    ignoreFrom: ".nothing",
    autoScroll: { container: chart },
    hold: 0,
    listeners: {
      start(event: Interact) {
        const item = event.target.closest<HTMLElement>(".item");
        if (!item) return;
        const track = item.parentElement as HTMLElement;
        drag = {
          item,
          booking: item.dataset.booking ?? "",
          version: item.dataset.version ?? "",
          grip: seconds(event.clientX0 - item.getBoundingClientRect().left, track),
          wide: item.getBoundingClientRect().width,
          ghost: document.createElement("div"),
        };
        drag.ghost.className = "ghost";
        document.body.classList.add("dragging");
        void askPlaces(day, chart, drag);
      },
      move(event: Interact) {
        if (drag) over(day, chart, drag, event.clientX, event.clientY);
      },
      end() {
        const dropped = drag;
        drag = undefined;
        document.body.classList.remove("dragging");
        if (!dropped) return;
        dropped.ghost.remove();
        swallowClick(dropped.item);
        if (dropped.at?.can) void drop(day, dropped);
      },
    },
  });
}

/** Asks once where the booking could go; until the answer is there, nothing can be let go. */
async function askPlaces(day: HTMLElement, chart: HTMLElement, drag: Drag): Promise<void> {
  const query = new URLSearchParams({ booking: drag.booking, date: chart.dataset.date ?? "" });
  const answer = await fetch(`/staff/${day.dataset.venue}/places?${query}`);
  if (!answer.ok) return;
  const { places } = (await answer.json()) as { places: Record<string, Place[]> };
  drag.places = new Map(Object.entries(places));
}

function over(day: HTMLElement, chart: HTMLElement, drag: Drag, x: number, y: number): void {
  const track = trackAt(chart, x, y);
  if (!track) return;
  const start = begins(chart);
  const pointed = start + seconds(x - track.getBoundingClientRect().left, track) - drag.grip;
  const resource = track.dataset.resource ?? "";
  const near = nearest(drag.places?.get(resource) ?? [], pointed);
  const from = near ? near[0] : Math.round(pointed / STEP) * STEP;
  const can = near !== undefined;
  if (drag.at && drag.at.resource === resource && drag.at.from === from && drag.at.can === can) return;
  drag.at = { resource, from, can };
  const wide = near?.[1] ? pixels(near[1] - near[0], track) : drag.wide;
  const { ghost } = drag;
  ghost.classList.toggle("can", can);
  ghost.style.left = `${pixels(from - start, track)}px`;
  ghost.style.width = `${wide}px`;
  ghost.textContent = clock(from);
  track.append(ghost);
  if (!can) whyNot(day, drag, resource, from);
}

/** The place that begins nearest to where the pointer is, within half a step. */
function nearest(places: Place[], pointed: number): Place | undefined {
  let best: Place | undefined;
  for (const place of places) {
    const off = Math.abs(place[0] - pointed);
    if (off <= STEP / 2 && (!best || off < Math.abs(best[0] - pointed))) best = place;
  }
  return best;
}

let asking: number | undefined;

function whyNot(day: HTMLElement, drag: Drag, resource: string, from: number): void {
  clearTimeout(asking);
  asking = window.setTimeout(async () => {
    const query = new URLSearchParams({ booking: drag.booking, resource, from: String(from) });
    const answer = await fetch(`/staff/${day.dataset.venue}/why?${query}`);
    const still = drag.at?.resource === resource && drag.at.from === from && !drag.at.can;
    if (answer.ok && still) drag.ghost.textContent = `${clock(from)} ${await answer.text()}`;
  }, REST);
}

async function drop(day: HTMLElement, drag: Drag): Promise<void> {
  if (!drag.at) return;
  await send(`/staff/${day.dataset.venue}/do/move`, {
    back: new URL(day.dataset.path ?? "", location.href).search.slice(1),
    booking: `${drag.booking}.${drag.version}`,
    resource: drag.at.resource,
    from: `@${drag.at.from}`,
  });
}

/** Over an empty stretch: from where the pointer went down to where it comes up. */
function entering(day: HTMLElement, chart: HTMLElement): void {
  let began: { track: HTMLElement; from: number; x: number; ghost: HTMLElement } | undefined;
  const at = (track: HTMLElement, x: number) => {
    const pointed = begins(chart) + seconds(x - track.getBoundingClientRect().left, track);
    return Math.floor(pointed / STEP) * STEP;
  };
  chart.addEventListener("pointerdown", (event) => {
    const track = (event.target as HTMLElement).closest<HTMLElement>(".track[data-resource]");
    const empty = track && (event.target as HTMLElement).closest(".item, .head") === null;
    // A finger scrolls; it enters by the form.
    if (!empty || event.button !== 0 || event.pointerType === "touch") return;
    const ghost = document.createElement("div");
    ghost.className = "ghost can";
    began = { track, from: at(track, event.clientX), x: event.clientX, ghost };
  });
  chart.addEventListener("pointermove", (event) => {
    if (!began || Math.abs(event.clientX - began.x) < 4) return;
    document.body.classList.add("dragging");
    const [from, until] = stretch(began.from, at(began.track, event.clientX));
    began.ghost.style.left = `${pixels(from - begins(chart), began.track)}px`;
    began.ghost.style.width = `${pixels(until - from, began.track)}px`;
    began.ghost.textContent = `${clock(from)}–${clock(until)}`;
    began.track.append(began.ghost);
  });
  document.addEventListener("pointerup", (event) => {
    const entered = began;
    began = undefined;
    if (!entered?.ghost.isConnected) return;
    document.body.classList.remove("dragging");
    entered.ghost.remove();
    const [from, until] = stretch(entered.from, at(entered.track, event.clientX));
    const place = new URL(day.dataset.path ?? "", location.href);
    for (const name of ["booking", "done"]) place.searchParams.delete(name);
    place.searchParams.set("resource", entered.track.dataset.resource ?? "");
    place.searchParams.set("doing", "book");
    place.searchParams.set("from", `@${from}`);
    place.searchParams.set("until", `@${until}`);
    void visit(place.pathname + place.search);
  });
}

function stretch(a: number, b: number): [number, number] {
  return [Math.min(a, b), Math.max(a, b) + STEP];
}

interface Interact {
  target: HTMLElement;
  clientX: number;
  clientY: number;
  clientX0: number;
}

function trackAt(chart: HTMLElement, x: number, y: number): HTMLElement | undefined {
  const found = document.elementsFromPoint(x, y).find((element) => element.matches(".track[data-resource]"));
  return found instanceof HTMLElement && chart.contains(found) ? found : undefined;
}

/** When the chart begins: another day may have been put into it since it was bound. */
function begins(chart: HTMLElement): number {
  return Number(chart.dataset.start);
}

function seconds(pixels: number, track: HTMLElement): number {
  return (pixels / cellWidth(track)) * CELL;
}

function pixels(seconds: number, track: HTMLElement): number {
  return (seconds / CELL) * cellWidth(track);
}

function cellWidth(track: HTMLElement): number {
  const cells = Number(/\bw(\d+)\b/.exec(track.className)?.[1] ?? 1);
  return track.getBoundingClientRect().width / cells;
}

/** What the venue's clock shows. */
function clock(at: number): string {
  const zone = document.getElementById("chart")?.dataset.zone;
  return new Date(at * 1000).toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit", timeZone: zone });
}

/** The click that ends a drag is none. */
function swallowClick(item: HTMLElement): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  item.addEventListener("click", swallow, { capture: true, once: true });
  window.setTimeout(() => item.removeEventListener("click", swallow, { capture: true }), 0);
}
