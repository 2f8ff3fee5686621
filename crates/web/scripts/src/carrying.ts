// Carrying the pieces of a floor plan with a pointer: within a room, and from the list of what stands nowhere into one.

import interact from "interactjs";
import { type Piece, number, piece, within } from "./pieces";

interface Carried {
  target: HTMLElement | SVGAElement;
  clientX: number;
  clientY: number;
  clientX0: number;
  clientY0: number;
  shiftKey: boolean;
}

interface Told {
  moves(one: Piece, x: number, y: number): void;
  moved(one: Piece, x: number, y: number): void;
  put(what: string, room: string, x: number, y: number): void;
}

export function carries(planner: HTMLElement, told: Told): void {
  carriesPieces(planner, told);
  carriesNew(planner, told);
}

function carriesPieces(planner: HTMLElement, told: Told): void {
  let held: { one: Piece; x: number; y: number } | undefined;
  interact(".piece", { context: planner }).draggable({
    listeners: {
      start(event: Carried) {
        const element = event.target.closest<SVGAElement>(".piece");
        if (!element) return;
        const one = piece(element);
        held = { one, x: number(one, "x"), y: number(one, "y") };
        element.classList.add("held");
      },
      move(event: Carried) {
        if (!held) return;
        const { one } = held;
        const from = within(one.room, event.clientX0, event.clientY0);
        const to = within(one.room, event.clientX, event.clientY);
        const grid = event.shiftKey ? 1 : one.grid;
        const onGrid = (at: number) => Math.round(at / grid) * grid;
        const [x, y] = [onGrid(held.x + to.x - from.x), onGrid(held.y + to.y - from.y)];
        if (x !== number(one, "x") || y !== number(one, "y")) told.moves(one, x, y);
      },
      end() {
        if (!held) return;
        const { one } = held;
        held = undefined;
        one.element.classList.remove("held");
        swallowClick(one.element);
        told.moved(one, number(one, "x"), number(one, "y"));
      },
    },
  });
}

function carriesNew(planner: HTMLElement, told: Told): void {
  let shadow: HTMLElement | undefined;
  interact("[data-put]", { context: planner }).draggable({
    listeners: {
      start(event: Carried) {
        shadow = document.createElement("div");
        shadow.className = "carried";
        shadow.textContent = event.target.textContent;
        document.body.append(shadow);
        document.body.classList.add("dragging");
      },
      move(event: Carried) {
        if (!shadow) return;
        shadow.style.left = `${event.clientX}px`;
        shadow.style.top = `${event.clientY}px`;
        land(roomAt(event));
      },
      end(event: Carried) {
        shadow?.remove();
        document.body.classList.remove("dragging");
        land(undefined);
        swallowClick(event.target);
        const room = roomAt(event);
        if (!room) return;
        const at = within(room, event.clientX, event.clientY);
        told.put(event.target.dataset.put ?? "", room.dataset.room ?? "0", Math.max(0, at.x), Math.max(0, at.y));
      },
    },
  });
}

function land(room: SVGSVGElement | undefined): void {
  for (const other of document.querySelectorAll("svg.draw")) other.classList.toggle("landing", other === room);
}

function roomAt(event: Carried): SVGSVGElement | undefined {
  const found = document.elementFromPoint(event.clientX, event.clientY)?.closest("svg.draw");
  return found instanceof SVGSVGElement ? found : undefined;
}

/** The click that ends a drag is none. */
function swallowClick(element: Element): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  element.addEventListener("click", swallow, { capture: true, once: true });
  window.setTimeout(() => element.removeEventListener("click", swallow, { capture: true }), 0);
}
