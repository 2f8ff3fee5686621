// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";

/** Presses a time on the page on which guests book. What counts down stands still for the picture. */
function opens(time) {
  return async ({ page }) => {
    await page.getByRole("button", { name: time }).first().click();
    const left = page.locator("#kept .left");
    await left.waitFor();
    await left.evaluate((left) => left.remove());
  };
}

export const SCREENS = [
  { name: "login", path: "/login", size: PHONE },
  { name: "forgotten", path: "/forgotten", size: PHONE },
  { name: "guest", path: "/restaurant", size: PHONE },
  { name: "guest-form", path: "/restaurant", size: PHONE, ready: opens("20:00") },
  { name: "guest-nothing", path: "/rooms?date=2026-11-22", size: PHONE },
  { name: "guest-room", path: "/rooms", size: DESK, ready: opens("09:30") },
  { name: "guest-practice", path: "/practice", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
];
