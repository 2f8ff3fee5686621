// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";
import { ASKED } from "./screens_asked.mjs";
import { LINKED } from "./screens_linked.mjs";

const HOST = "staff@restaurant.example";
const DAY = "/staff/restaurant";

/** Presses a time on the page on which guests book. What counts down stands still for the picture. */
function presses(time) {
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
  { name: "guest-form", path: "/restaurant", size: PHONE, ready: presses("20:00") },
  { name: "guest-nothing", path: "/rooms?date=2026-11-22", size: PHONE },
  { name: "guest-room", path: "/rooms", size: DESK, ready: presses("09:30") },
  { name: "guest-practice", path: "/practice", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
  { name: "day", path: DAY, size: DESK, as: HOST },
  { name: "day-list", path: `${DAY}?view=list`, size: DESK, as: HOST },
  {
    name: "day-booking",
    path: DAY,
    size: DESK,
    as: HOST,
    ready: ({ page }) => follows(page, ".item.firm a, a.item.firm"),
  },
  { name: "day-new", path: `${DAY}?doing=book`, size: PHONE, as: HOST },
  { name: "day-walk-in", path: `${DAY}?doing=walk_in`, size: DESK, as: HOST },
  { name: "day-block", path: `${DAY}?doing=block`, size: DESK, as: HOST },
  { name: "people", path: "/admin/restaurant/people", size: DESK, as: "admin@restaurant.example" },
  {
    name: "person",
    path: "/admin/practice/people?find=specialist",
    size: DESK,
    as: "admin@practice.example",
    ready: ({ page }) => page.locator(".entries a").first().click(),
  },
  { name: "invite", path: "/admin/restaurant/people/new", size: DESK, as: "admin@restaurant.example" },
  { name: "keys", path: "/admin/aspex/keys", size: DESK, as: "operator@demo.example" },
  { name: "letters", path: "/admin/restaurant/letters", size: DESK, as: "admin@restaurant.example" },
  { name: "letter", path: "/admin/restaurant/letters/guest_declined", size: DESK, as: "admin@restaurant.example" },
  { name: "given-up", path: "/admin/restaurant/given-up", size: DESK, as: "admin@restaurant.example" },
  { name: "account", path: "/account", size: PHONE, as: "specialist@practice.example" },
  { name: "account-password", path: "/account/password", size: PHONE, as: "specialist@practice.example" },
  { name: "day-floor", path: "/staff/restaurant?view=floor", size: DESK, as: "admin@restaurant.example" },
  { name: "day-floor-phone", path: "/staff/restaurant?view=floor&resource=8", size: PHONE, as: "staff@restaurant.example" },
  { name: "floor-edit", path: "/admin/restaurant/floor", size: DESK, as: "admin@restaurant.example" },
  { name: "floor-edit-empty", path: "/admin/rooms/floor", size: PHONE, as: "admin@rooms.example" },
  { name: "history", path: "/admin/restaurant/history", size: DESK, as: "admin@restaurant.example" },
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
      await page.locator("form.preview").waitFor();
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
  { name: "settings-rules-channel", path: "/admin/restaurant/rules/channels/api?edit=admission", size: PHONE, as: "admin@restaurant.example" },
  { name: "settings-rules-phone", path: "/admin/restaurant/resources/1/rules", size: PHONE, as: "admin@restaurant.example" },
  ...ASKED,
  ...LINKED,
];

/** Follows the first link of that look, and waits until its panel is there. */
async function follows(page, look) {
  const path = await page.locator(look).first().getAttribute("href");
  await page.goto(path);
}

/** The box of a half hour of a week. */
function cell(page, time) {
  return page.locator(`input[name="cells[]"][value="${time}"]`);
}

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
