// What others change, within a second, with who did it and when: in the day of a venue and in the week of a specialist. The page is
// asked for anew and only what differs is put in its place. While somebody drags, or types into a form that might be gone then, it
// waits; what stands in a form that stays is kept for him.

import { give, take } from "./keeping";
import { say } from "./said";
import { isUnderWay, refresh } from "./visit";

/** How long to gather news before the page is asked for, in milliseconds: a batch of changes is one look. */
const GATHER = 150;
/** After how long somebody who is busy is looked after again, in milliseconds. */
const WAIT = 500;
/** After how long a stream that was refused is tried again, in milliseconds. */
const AGAIN = 5000;

interface News {
  /** What happened, by whom, in a sentence. */
  told?: string | null;
  /** The booking that it happened to. */
  booking?: number | null;
}

let stream: EventSource | undefined;
let heard: string | undefined;
let gathering: number | undefined;
/** The last news, to stay on the page when it is put in its place anew. */
let last = "";
const FRESH = new Set<number>();

/** The page that shows what happens, where there is one. */
const shown = () => document.querySelector<HTMLElement>("#day, #week");

export function listens(page: HTMLElement): void {
  mark();
  const place = document.getElementById("news");
  if (place && last && !place.textContent) place.textContent = last;
  const venue = page.dataset.venue;
  if (!venue || heard === venue) return;
  heard = venue;
  open(venue, page.dataset.revision ?? "");
}

function open(venue: string, known: string): void {
  stream?.close();
  const now = new EventSource(`/staff/${venue}/events?after=${known}`);
  stream = now;
  now.addEventListener("change", (event) => tell(JSON.parse((event as MessageEvent<string>).data) as News));
  now.addEventListener("afresh", () => look(GATHER));
  now.addEventListener("error", () => {
    // A browser gives up on a stream that was refused; a login that ended is seen by asking for the page.
    if (now.readyState !== EventSource.CLOSED) return;
    window.setTimeout(() => {
      if (stream !== now) return;
      if (!shown()) return leave();
      look(GATHER);
      open(venue, "");
    }, AGAIN);
  });
}

function leave(): void {
  stream?.close();
  stream = heard = undefined;
}

// A page that is left behind must not keep its place among those who listen; one that comes back listens again.
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => {
  const page = shown();
  if (event.persisted && page) listens(page);
});

function tell(news: News): void {
  if (news.booking) FRESH.add(news.booking);
  if (news.told) {
    last = news.told;
    const place = document.getElementById("news");
    if (place) place.textContent = last;
    say(last);
  }
  look(GATHER);
}

function look(after: number): void {
  clearTimeout(gathering);
  gathering = window.setTimeout(() => {
    const page = shown();
    if (!page) leave();
    else if (isUnderWay() || isBusy(page)) look(WAIT);
    else void refresh(beside(page));
  }, after);
}

/** The page in its place anew, beside whatever somebody does meanwhile: in the midst of a stroke it waits, and what he has ticked and
    typed up to the very moment stays. */
function beside(page: HTMLElement) {
  let kept: ReturnType<typeof take> | undefined;
  return {
    before: () => {
      if (isBusy(page)) {
        look(WAIT);
        return false;
      }
      kept = take(page);
      return true;
    },
    after: () => {
      if (kept) give(kept);
    },
  };
}

/** Whether somebody drags, reads what his own press brought, or is in the midst of a form that a new page would take from under
    his hands. */
function isBusy(page: HTMLElement): boolean {
  if (document.body.classList.contains("dragging") || page.querySelector(".trouble, .answers, .painting")) return true;
  return [...page.querySelectorAll<HTMLFormElement>("form:not([data-keeps])")].some(isTyped);
}

function isTyped(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
    }
    if (field instanceof HTMLInputElement) {
      if (field.type === "hidden") return false;
      if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
      return field.value !== field.defaultValue;
    }
    return field instanceof HTMLTextAreaElement && field.value !== field.defaultValue;
  });
}

/** Shows for a moment what others have changed. */
function mark(): void {
  for (const booking of FRESH) {
    for (const link of document.querySelectorAll(`[id^="booking-${booking}-"]`)) {
      link.parentElement?.classList.add("fresh");
    }
  }
  FRESH.clear();
}
