// Goes somewhere, or sends something, and takes over the main part of the page that comes of it, as links and forms do.

import htmx from "htmx.org";

const SWAP = { target: "#main", select: "#main", swap: "outerMorph show:none" };

export async function visit(path: string): Promise<void> {
  await htmx.ajax("GET", path, { ...SWAP, push: path });
}

/** What a page that looks again by itself sees to. */
interface Look {
  /** Whether the answer may take its place now: much may have happened since it was asked for. */
  before: () => boolean;
  /** What is to be done once it has. */
  after: () => void;
}

/** A request of the page, as far as it matters here. */
interface Asked {
  /** Nobody asked for it: the page looks again by itself. */
  look?: Look;
  request: { abort?: () => void };
}

/** What is asked for at the moment. */
const UNDER_WAY = new Set<Asked>();

document.addEventListener("htmx:before:request", (event) => {
  const asked = (event as CustomEvent<{ ctx: Asked }>).detail.ctx;
  UNDER_WAY.add(asked);
  if (asked.look) return;
  // What somebody asked for comes before what others did: an older look must not take its place.
  for (const other of UNDER_WAY) if (other.look) other.request.abort?.();
});

document.addEventListener("htmx:finally:request", (event) => {
  UNDER_WAY.delete((event as CustomEvent<{ ctx: Asked }>).detail.ctx);
});

/** Whether something that somebody asked for is under way. */
export function isUnderWay(): boolean {
  return [...UNDER_WAY].some((asked) => !asked.look);
}

document.addEventListener("htmx:before:swap", (event) => {
  const { look } = (event as CustomEvent<{ ctx: Asked }>).detail.ctx;
  if (look && !look.before()) event.preventDefault();
});

document.addEventListener("htmx:after:swap", (event) => {
  (event as CustomEvent<{ ctx: Asked }>).detail.ctx.look?.after();
});

/** Looks at the same place again, unless somebody goes elsewhere meanwhile. */
export async function refresh(look: Look): Promise<void> {
  const here = { ...SWAP, look };
  await htmx.ajax("GET", location.pathname + location.search, here);
}

/** Sends a form. Where it leads afterwards is where the page then is. */
export async function send(path: string, values: Record<string, string>): Promise<void> {
  await htmx.ajax("POST", path, { ...SWAP, values, push: "true" });
}
