// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";

const HOST = "staff@restaurant.example";
const DAY = "/staff/restaurant";

export const SCREENS = [
  { name: "login", path: "/login", size: PHONE },
  { name: "forgotten", path: "/forgotten", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
  { name: "day", path: DAY, size: DESK, as: HOST },
  { name: "day-list", path: `${DAY}?view=list`, size: DESK, as: HOST },
  {
    name: "day-booking",
    path: DAY,
    size: DESK,
    as: HOST,
    ready: ({ page }) => opens(page, ".item.firm a, a.item.firm"),
  },
  { name: "day-new", path: `${DAY}?doing=book`, size: PHONE, as: HOST },
  { name: "day-walk-in", path: `${DAY}?doing=walk_in`, size: DESK, as: HOST },
  { name: "day-block", path: `${DAY}?doing=block`, size: DESK, as: HOST },
];

/** Follows the first link of that look, and waits until its panel is there. */
async function opens(page, look) {
  const path = await page.locator(look).first().getAttribute("href");
  await page.goto(path);
}
