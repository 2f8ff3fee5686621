// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";

export const SCREENS = [
  { name: "login", path: "/login", size: PHONE },
  { name: "forgotten", path: "/forgotten", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
  { name: "founding", path: "/admin/new", size: DESK, as: "operator@demo.example" },
  { name: "founding-where", path: "/admin/new", size: PHONE, as: "operator@demo.example", ready: founded(1) },
  { name: "founding-offer", path: "/admin/new", size: DESK, as: "operator@demo.example", ready: founded(2) },
  { name: "founding-sum", path: "/admin/new", size: DESK, as: "operator@demo.example", ready: founded(3) },
  { name: "settings", path: "/admin/restaurant", size: DESK, as: "admin@restaurant.example" },
  { name: "settings-venue", path: "/admin/restaurant/venue", size: DESK, as: "admin@restaurant.example" },
  { name: "settings-resources", path: "/admin/restaurant/resources", size: DESK, as: "admin@restaurant.example" },
  { name: "settings-resource", path: "/admin/restaurant/resources/1", size: PHONE, as: "admin@restaurant.example" },
  { name: "settings-hours", path: "/admin/restaurant/hours", size: DESK, as: "admin@restaurant.example" },
  { name: "settings-effect", path: "/admin/restaurant/hours", size: DESK, as: "admin@restaurant.example", ready: touching },
  { name: "settings-rules", path: "/admin/restaurant/rules?edit=stay", size: DESK, as: "admin@restaurant.example" },
  { name: "settings-rules-phone", path: "/admin/restaurant/resources/1/rules", size: PHONE, as: "admin@restaurant.example" },
];

/** So many steps further in founding a venue. */
function founded(steps) {
  return async ({ page, language }) => {
    await page.getByLabel(language === "ru" ? "Название" : "Name").fill("Трактир у моста");
    for (let step = 0; step < steps; step++) {
      await page.locator("#founding .button.first").click();
    }
  };
}

/** A day that is closed on which guests come. */
async function touching({ page }) {
  await page.locator("#from").fill("2026-11-21");
  await page.locator("form[action$='/hours/add'] .button").click();
}
