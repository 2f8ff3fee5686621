// The pieces of a floor plan: what stands there, walls and labels. Where each is stands in fields of the form.

export interface Piece {
  element: SVGAElement;
  /** What its fields begin with. */
  key: string;
  name: string;
  room: SVGSVGElement;
  grid: number;
}

export function piece(element: SVGAElement): Piece {
  return {
    element,
    key: element.dataset.piece ?? "",
    name: element.dataset.name ?? "",
    room: element.ownerSVGElement as SVGSVGElement,
    grid: Number(document.getElementById("planner")?.dataset.grid ?? 5),
  };
}

export function field(key: string, value: string): HTMLInputElement | HTMLSelectElement | null {
  const found = document.getElementById(`${key}-${value}`);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
}

export function number(one: Piece, value: string): number {
  return Math.max(0, Math.round(Number(field(one.key, value)?.value ?? 0)) || 0);
}

export function set(one: Piece, value: string, to: number): void {
  const found = field(one.key, value);
  if (found) found.value = String(to);
}

function isRound(one: Piece): boolean {
  return field(one.key, "shape")?.value === "round";
}

/** How far it reaches from its middle, turned as it is: the same that the rules of plans say. */
function reach(one: Piece): [number, number] {
  const [width, height] = [number(one, "width") / 2, number(one, "height") / 2];
  const angle = (number(one, "turn") * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const both = isRound(one)
    ? (a: number, b: number) => Math.hypot(a, b)
    : (a: number, b: number) => Math.abs(a) + Math.abs(b);
  return [both(width * cos, height * sin), both(width * sin, height * cos)];
}

/** The nearest to where it is wanted at which it lies within its room. */
export function clamped(one: Piece, x: number, y: number): { x: number; y: number } {
  const [wide, high] = reach(one);
  const room = one.room.viewBox.baseVal;
  const held = (at: number, half: number, size: number, side: number) => {
    const least = Math.max(0, Math.ceil(half - size / 2 - 0.5));
    const most = Math.floor(side - half - size / 2 + 0.5);
    return Math.max(least, Math.min(at, most));
  };
  return {
    x: held(x, wide, number(one, "width"), room.width),
    y: held(y, high, number(one, "height"), room.height),
  };
}

/** Draws it as its fields say. */
export function redraw(one: Piece): void {
  const [width, height] = [number(one, "width"), number(one, "height")];
  const put = (selector: string, values: Record<string, number | string>) => {
    const part = one.element.querySelector(selector);
    for (const [name, value] of Object.entries(values)) part?.setAttribute(name, String(value));
  };
  one.element.setAttribute("transform", `translate(${number(one, "x")} ${number(one, "y")})`);
  put("rect", { width, height });
  const label = field(one.key, "label")?.value;
  if (label !== undefined) {
    put(".label", { y: height * 0.85, "font-size": height });
    const text = one.element.querySelector(".label");
    if (text) text.textContent = label;
  }
  const [x, y] = [width / 2, height / 2];
  const [rx, ry] = isRound(one) ? [x, y] : [1.5, 1.5];
  put(".body", { rx, ry, transform: `rotate(${number(one, "turn")} ${x} ${y})` });
  const size = letters(one, width, height);
  put(".name", { x, y: y - size * 0.05, "font-size": size });
  put(".seats", { x, y: y + size * 0.85, "font-size": size * 0.72 });
}

/** Draws a room as its fields say. */
export function redrawRoom(index: string): void {
  const room = document.querySelector<SVGSVGElement>(`svg.draw[data-room="${index}"]`);
  const [width, height] = ["width", "height"].map((side) => Number(field(`room-${index}`, side)?.value));
  if (!room || !width || !height) return;
  room.setAttribute("viewBox", `0 0 ${width} ${height}`);
  room.querySelector(".floor")?.setAttribute("width", String(width));
  room.querySelector(".floor")?.setAttribute("height", String(height));
  const name = document.getElementById(`hall-${index}`);
  if (name) name.textContent = field(`room-${index}`, "name")?.value ?? "";
}

/** How large its name is written, so that it fits with its seats below it, as the server writes it at first. */
function letters(one: Piece, width: number, height: number): number {
  const turn = number(one, "turn") % 180;
  const least = Math.min(width, height);
  const [wide, high] = turn === 0 ? [width, height] : turn === 90 ? [height, width] : [least, least];
  const seats = one.element.querySelector(".seats")?.textContent ?? "";
  const longest = Math.max(Math.max(one.name.length, 3) * 0.66, seats.length * 0.38);
  const [across, down] = isRound(one) ? [0.85, 0.7] : [0.92, 0.85];
  return Math.min((wide * across) / longest, (high * down) / 1.85);
}

/** Where on a room a point of the screen is. */
export function within(room: SVGSVGElement, x: number, y: number): { x: number; y: number } {
  const point = new DOMPoint(x, y).matrixTransform(room.getScreenCTM()?.inverse());
  return { x: point.x, y: point.y };
}
