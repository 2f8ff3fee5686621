// Goes somewhere, or sends something, and takes over the main part of the page that comes of it, as links and forms do.

import htmx from "htmx.org";

const SWAP = { target: "#main", select: "#main", swap: "outerMorph show:none" };

export async function visit(path: string): Promise<void> {
  await htmx.ajax("GET", path, { ...SWAP, push: path });
}

/** Looks at the same place again. */
export async function refresh(path: string): Promise<void> {
  await htmx.ajax("GET", path, SWAP);
}

/** Sends a form. Where it leads afterwards is where the page then is. */
export async function send(path: string, values: Record<string, string>): Promise<void> {
  await htmx.ajax("POST", path, { ...SWAP, values, push: "true" });
}
