// What makes settings quicker: a venue that is founded probably lies where the browser does.

import { isFirst, ready } from "./ready";

ready("form[data-fresh] #zone", (element) => {
  if (!(element instanceof HTMLSelectElement) || !isFirst(element, "zone")) return;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...element.options].some((option) => option.value === own);
  if (known) element.value = own;
});
