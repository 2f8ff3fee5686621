// Pages are swapped in place: links and forms inside an element with `hx-boost` bring a whole page, of which the main part
// takes the place of the one that is there. What is the same stays the same element, so that the eye, the scroll and the
// focus stay where they were.

import "htmx.org";
import { say } from "./said";

// What only those need who have no scripts goes.
document.documentElement.classList.add("quick");

document.addEventListener("htmx:after:swap", () => {
  const main = document.getElementById("main");
  if (!main) return;
  const trouble = main.querySelector<HTMLElement>(".trouble");
  if (trouble) {
    say(trouble.innerText);
  }
  const wanted = main.querySelector<HTMLElement>("[autofocus]");
  // Whatever had the focus may be gone with what was swapped; nobody should have to look for it from the top again.
  if (wanted) {
    wanted.focus();
  } else if (document.activeElement === document.body) {
    main.focus({ preventScroll: true });
  }
});
