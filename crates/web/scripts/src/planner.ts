// Drawing the floor plan by hand or by keys. The numbers in the form are the plan; what is moved is written into them, so that
// whatever is pressed sends what is seen. Taking back sends an earlier state of the form, to have it shown again.

import htmx from "htmx.org";
import { carries } from "./carrying";
import { type Piece, clamped, field, number, piece, redraw, redrawRoom, set } from "./pieces";
import { isFirst, ready } from "./ready";
import { say } from "./said";

type Values = Record<string, string>;

const SWAP = { target: "#main", select: "#main", swap: "outerMorph show:none" };
/** What a form says besides the plan. */
const NO_PLAN = new Set(["version", "do", "into"]);

let past: Values[] = [];
let future: Values[] = [];
let present: Values = {};
let travelling = false;
/** What gets the focus once the page has come back. */
let wanted: string | undefined;
const opened = new Set<string>();

ready("#planner", (planner) => {
  if (isFirst(planner, "draws")) {
    [past, future, present] = [[], [], read()];
    bind(planner);
  } else {
    // What came is what is drawn; fields that somebody touched would hold on to what they had.
    planner.querySelector("form")?.reset();
  }
  for (const details of planner.querySelectorAll("details")) details.open ||= opened.has(details.id);
  document.getElementById(wanted ?? "")?.focus();
  wanted = undefined;
  note();
});

// A drawing that nobody saved is not lost to a slip of the hand. Whatever sends it stays on the page.
window.addEventListener("beforeunload", (event) => {
  const words = document.getElementById("unsaved");
  if (words && !words.hidden) event.preventDefault();
});

function bind(planner: HTMLElement): void {
  planner.addEventListener("keydown", keyed);
  planner.addEventListener("change", changed);
  planner.addEventListener("click", clicked);
  planner.addEventListener("toggle", toggled, { capture: true });
  // A link that is dragged would be carried away by the browser.
  planner.addEventListener("dragstart", (event) => event.preventDefault());
  carries(planner, { moves, moved, put });
}

/** The plan as the form says it. */
function read(): Values {
  const form = document.querySelector<HTMLFormElement>("#plan");
  const values: Values = {};
  for (const [name, value] of form ? new FormData(form) : []) {
    if (typeof value === "string" && !NO_PLAN.has(name)) values[name] = value;
  }
  return values;
}

/** Notes what has become of the plan, so that it can be taken back. */
function note(): void {
  const now = read();
  if (!travelling && JSON.stringify(now) !== JSON.stringify(present)) {
    past.push(present);
    future = [];
  }
  present = now;
  for (const [id, left] of [["undo", past], ["redo", future]] as const) {
    const button = document.querySelector<HTMLButtonElement>(`#${id}`);
    if (!button) continue;
    button.hidden = false;
    button.disabled = left.length === 0;
  }
}

/** Sends a plan with something that is to be done to it, and shows what comes of it. Nothing is saved by that. */
async function send(plan: Values, more: Values): Promise<void> {
  const path = document.getElementById("planner")?.dataset.path;
  const version = document.querySelector<HTMLInputElement>("#plan [name=version]")?.value ?? "0";
  if (path) await htmx.ajax("POST", path, { ...SWAP, values: { ...plan, version, ...more } });
}

async function travel(from: Values[], to: Values[]): Promise<void> {
  const there = from.pop();
  if (!there || travelling) return;
  to.push(present);
  travelling = true;
  await send(there, { do: "show" });
  travelling = false;
  note();
}

function clicked(event: Event): void {
  const target = event.target as Element;
  if (target.closest("#undo")) void travel(past, future);
  if (target.closest("#redo")) void travel(future, past);
  const thing = target.closest<HTMLElement>("[data-put]");
  if (thing) wanted = `piece-place-${thing.dataset.put}`;
  const off = target.closest<HTMLElement>('[id^="take-place-"]');
  if (off) wanted = off.id.replace("take-place-", "put-");
  const chosen = target.closest<SVGAElement>(".piece");
  if (chosen) choose(chosen, event as MouseEvent);
}

/** A press of the mouse or a finger chooses, so that the keys move what is chosen; a second one and Enter lead to the numbers. */
function choose(chosen: SVGAElement, event: MouseEvent): void {
  event.preventDefault();
  if (event.detail === 1) chosen.focus();
  else openNumbers(chosen);
}

/** A link to numbers that are folded away unfolds them first. */
function openNumbers(chosen: SVGAElement): void {
  const first = field(chosen.dataset.piece ?? "", "x");
  const details = first?.closest("details");
  if (details) details.open = true;
  first?.focus();
}

function toggled(event: Event): void {
  const details = event.target as HTMLDetailsElement;
  if (details.open) opened.add(details.id);
  else opened.delete(details.id);
}

/** Somebody typed a number or a name. */
function changed(event: Event): void {
  const target = event.target as HTMLInputElement | HTMLSelectElement;
  const [, kind, key, value] = /^((?:place|mark|room)-)(\d+)-(\w+)$/.exec(target.id) ?? [];
  const found = document.getElementById(`piece-${kind}${key}`);
  if (kind === "room-") redrawRoom(key ?? "");
  else if (value === "room") void send(read(), { do: "show" });
  else if (found instanceof SVGAElement) redraw(piece(found));
  unsaved();
}

function unsaved(): void {
  const words = document.getElementById("unsaved");
  if (words) words.hidden = false;
  note();
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function keyed(event: KeyboardEvent): void {
  const target = event.target as Element;
  const key = event.key.toLowerCase();
  const typing = target.matches("input, select");
  if ((event.ctrlKey || event.metaKey) && !typing && ["z", "я", "y", "н"].includes(key)) {
    event.preventDefault();
    const again = event.shiftKey || key === "y" || key === "н";
    void (again ? travel(future, past) : travel(past, future));
    return;
  }
  const chosen = target.closest<SVGAElement>(".piece");
  if (!chosen || event.ctrlKey || event.metaKey || event.altKey) return;
  const one = piece(chosen);
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = event.shiftKey ? 1 : one.grid;
    const to = (from: number, by: number) => (by === 0 ? from : stepped(from, by, step));
    moved(one, to(number(one, "x"), arrow[0]), to(number(one, "y"), arrow[1]));
  } else if ((key === "r" || key === "к") && field(one.key, "turn")) {
    turn(one, event.shiftKey ? 345 : 15);
  } else if (key === "delete" || key === "backspace") {
    document.getElementById(`take-${one.key}`)?.click();
  } else {
    return;
  }
  event.preventDefault();
}

/** The next line of the grid. */
function stepped(from: number, by: number, step: number): number {
  return by < 0 ? Math.ceil(from / step - 1) * step : Math.floor(from / step + 1) * step;
}

function turn(one: Piece, by: number): void {
  set(one, "turn", (number(one, "turn") + by) % 360);
  moved(one, number(one, "x"), number(one, "y"));
}

/** Something is being moved, as far as the walls let it. */
function moves(one: Piece, x: number, y: number): void {
  const at = clamped(one, x, y);
  set(one, "x", at.x);
  set(one, "y", at.y);
  redraw(one);
}

/** Something was moved there. */
function moved(one: Piece, x: number, y: number): void {
  moves(one, x, y);
  unsaved();
  const said = document.getElementById("planner")?.dataset.said ?? "";
  const [across, down] = [String(number(one, "x")), String(number(one, "y"))];
  const filled = said.replace("%name", one.name).replace("%x", across).replace("%y", down);
  const heard = one.element.querySelector(".heard");
  if (heard) heard.textContent = filled;
  say(filled);
}

/** Something was let go over a room where it did not stand before. */
function put(what: string, room: string, x: number, y: number): void {
  const at = { "at-x": String(Math.round(x)), "at-y": String(Math.round(y)) };
  wanted = `piece-place-${what}`;
  void send(read(), { do: `put:${what}`, into: room, ...at });
}
