// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";

export const SCREENS = [
  { name: "login", path: "/login", size: PHONE },
  { name: "forgotten", path: "/forgotten", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
  { name: "week", path: "/staff/practice/week?date=2026-11-24", size: DESK, as: "specialist@practice.example" },
  {
    name: "week-plan",
    path: "/staff/practice/week?date=2026-11-24",
    size: DESK,
    as: "specialist@practice.example",
    ready: async ({ page }) => {
      for (const time of ["16:00", "16:30", "17:00", "17:30"]) await cell(page, `2026-11-24T${time}`).check();
      await page.locator("#until").fill("2026-12-20");
      await page.locator(".publish button.first").click();
      await page.locator("form.asks").waitFor();
    },
  },
  {
    name: "week-request",
    path: "/staff/practice/week?date=2026-11-22",
    size: DESK,
    as: "specialist@practice.example",
    ready: async ({ page }) => {
      await page.locator(".thing .client a", { hasText: "Глеб Орешкин" }).click();
      await page.locator("#panel").waitFor();
    },
  },
];

/** The box of a half hour of a week. */
function cell(page, time) {
  return page.locator(`input[name="cells[]"][value="${time}"]`);
}
