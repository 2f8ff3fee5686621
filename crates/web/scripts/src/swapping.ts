// Pages are swapped in place: links and forms inside an element with `hx-boost` bring a whole page, of which the main part
// takes the place of the one that is there. What is the same stays the same element, so that the eye, the scroll and the
// focus stay where they were.

import "htmx.org";
import { say } from "./said";

// What only those need who have no scripts goes.
document.documentElement.classList.add("quick");

/** The form that is on its way. */
let sent: EventTarget | null = null;

// A second press while the first is on its way does nothing.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post") return;
    if (form === sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    sent = form;
  },
  { capture: true },
);
interface Asked {
  request: { method: string };
}

/** Whether it is about a form that does something; a page may look again by itself meanwhile. */
const isDeed = (event: Event) => (event as CustomEvent<{ ctx: Asked }>).detail.ctx.request.method === "POST";

document.addEventListener("htmx:finally:request", (event) => {
  if (isDeed(event)) sent = null;
});
window.addEventListener("pageshow", () => (sent = null));

/** What the page that came of a form has in its fields, and not what was typed before into those that stood there. */
function fill(main: HTMLElement): void {
  const fields = main.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea");
  for (const field of fields) if (!field.closest("[data-keeps]")) field.value = field.defaultValue;
}

document.addEventListener("htmx:after:swap", (event) => {
  const main = document.getElementById("main");
  if (!main) return;
  if (isDeed(event)) fill(main);
  const trouble = main.querySelector<HTMLElement>(".trouble");
  if (trouble) {
    say(trouble.innerText);
  }
  const wanted = main.querySelector<HTMLElement>("[autofocus]");
  // Whatever had the focus may be gone with what was swapped; nobody should have to look for it from the top again.
  if (wanted) {
    wanted.focus();
  } else if (trouble) {
    trouble.focus();
  } else if (document.activeElement === document.body) {
    main.focus({ preventScroll: true });
  }
  // What is wrong is told above the form, which may be out of sight from where it was sent.
  trouble?.scrollIntoView({ block: "nearest" });
});
