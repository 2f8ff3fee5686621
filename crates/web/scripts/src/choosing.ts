// What is chosen in a form that only looks is shown at once, without a press.

import { isFirst } from "./ready";

export function choosing(form: HTMLFormElement | null): void {
  if (!form || !isFirst(form, "choosing")) return;
  form.addEventListener("change", () => {
    if (form.checkValidity()) form.requestSubmit();
  });
}
