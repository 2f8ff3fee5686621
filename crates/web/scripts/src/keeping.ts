// What somebody has ticked and typed stays his when the page is put in its place anew: in the forms that say of themselves that they
// are there after as before. What of it has no place any more, such as time that somebody else has taken, is left out.

type Kept = { typed: Map<string, string>; ticked: Map<string, boolean>; focus: string | undefined; unfolded: Set<string> };

const FORMS = "form[data-keeps]";

/** What stands in the forms of a page. */
export function take(page: HTMLElement): Kept {
  const kept: Kept = { typed: new Map(), ticked: new Map(), focus: undefined, unfolded: new Set() };
  for (const field of fields(page)) {
    if (isTick(field)) kept.ticked.set(key(field), field.checked);
    else kept.typed.set(key(field), field.value);
    if (field === document.activeElement) kept.focus = key(field);
  }
  for (const fold of page.querySelectorAll<HTMLDetailsElement>("details[id][open]")) kept.unfolded.add(fold.id);
  return kept;
}

/** Puts it back, before anybody sees that it was gone. */
export function give(kept: Kept): void {
  for (const field of fields(document)) {
    const at = key(field);
    // An element may stand for another half hour than before: what was not ticked must be seen to, too.
    if (isTick(field)) field.checked = kept.ticked.get(at) ?? field.defaultChecked;
    else field.value = kept.typed.get(at) ?? field.value;
    if (at === kept.focus && field !== document.activeElement) field.focus({ preventScroll: true });
  }
  for (const id of kept.unfolded) document.getElementById(id)?.setAttribute("open", "");
  for (const form of document.querySelectorAll(FORMS)) form.dispatchEvent(new Event("change"));
}

function fields(within: ParentNode): HTMLInputElement[] {
  const all = within.querySelectorAll<HTMLInputElement>("form[data-keeps] input");
  return [...all].filter((field) => field.type !== "hidden");
}

const isTick = (field: HTMLInputElement) => field.type === "checkbox";

const key = (field: HTMLInputElement) => (isTick(field) ? `${field.name} ${field.value}` : field.name);
