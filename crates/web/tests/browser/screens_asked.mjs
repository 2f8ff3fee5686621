// The screens on which something is asked before it is done, and those that say what was wrong.

import { DESK, PHONE } from "./people.mjs";

const ADMIN = "admin@restaurant.example";
const ANNA = "specialist@practice.example";
const HOST = "staff@restaurant.example";
const OPERATOR = "operator@demo.example";

export const ASKED = [
  { name: "nowhere", path: "/nowhere", size: PHONE },
  { name: "login-refused", path: "/login", size: PHONE, ready: guesses },
  { name: "guest-form-wrong", path: "/restaurant", size: PHONE, ready: leavesNothing },
  { name: "guest-taken", path: "/practice?kind=specialist&who=2", size: PHONE, ready: comesLate },
  { name: "account-names", path: "/account/names", size: PHONE, as: ANNA },
  { name: "account-email", path: "/account/email", size: PHONE, as: ANNA },
  { name: "day-cancel", path: "/staff/restaurant", size: DESK, as: HOST, ready: callsOff },
  { name: "day-move", path: "/staff/restaurant", size: DESK, as: HOST, ready: moves },
  { name: "day-wrong", path: "/staff/restaurant", size: DESK, as: HOST, ready: typesNonsense },
  { name: "week-why", path: "/staff/practice/week?date=2026-11-24", size: DESK, as: ANNA, ready: wonders },
  { name: "key-made", path: "/admin/aspex/keys", size: DESK, as: OPERATOR, ready: makesKey },
  { name: "key-revoke", path: "/admin/aspex/keys", size: DESK, as: OPERATOR, ready: revokesKey },
  { name: "person-remove", path: "/admin/practice/people?find=specialist", size: DESK, as: "admin@practice.example", ready: removes },
  { name: "settings-repriced", path: "/admin/practice/venue", size: DESK, as: "admin@practice.example", ready: earnsYen },
  { name: "settings-gone", path: "/admin/restaurant/resources/1", size: PHONE, as: ADMIN, ready: saysItOfNothing },
  { name: "settings-venue-wrong", path: "/admin/restaurant/venue", size: DESK, as: ADMIN, ready: forgetsName },
];

/** Sends a form as a browser would that checks nothing itself. */
async function sends(button) {
  await button.evaluate((button) => button.form.setAttribute("novalidate", ""));
  await button.click();
}

const alert = (page) => page.getByRole("alert").first().waitFor();

async function guesses({ page, say }) {
  await page.locator("input[name=name]").fill("nobody@example.org");
  await page.locator("input[name=password]").fill("a guess");
  await page.getByRole("button", { name: say("login.button") }).click();
  await alert(page);
}

async function leavesNothing({ page, say }) {
  await page.getByRole("button", { name: "20:15" }).first().click();
  await page.getByLabel(say("book-email"), { exact: true }).fill("nobody");
  await sends(page.locator("#order button.first"));
  await alert(page);
  await page.locator("#kept .left").evaluateAll((all) => all.forEach((left) => left.remove()));
}

/** Somebody else takes the time that is on the page. */
async function comesLate({ page, by, language }) {
  const time = (page) => page.locator("#times").getByRole("button", { name: language === "ru" ? "15:00" : "14:00" }).first();
  const other = await by({});
  await other.goto("/practice?kind=specialist&who=2");
  await time(other).click();
  await other.locator("#name").waitFor();
  await time(page).click();
  await alert(page);
}

async function panel({ page }) {
  const path = await page.locator(".item.firm a, a.item.firm").first().getAttribute("href");
  await page.goto(path);
}

async function callsOff(story) {
  await panel(story);
  await story.page.locator("#panel").getByRole("link", { name: story.say("day-do-cancel"), exact: true }).click();
  await story.page.locator("#panel").getByRole("button", { name: story.say("day-cancel.button"), exact: true }).waitFor();
}

async function moves(story) {
  await panel(story);
  await story.page.locator("#panel").getByRole("link", { name: story.say("day-do-move"), exact: true }).click();
  await story.page.locator("#panel").getByRole("button", { name: story.say("day-move.button"), exact: true }).waitFor();
}

async function typesNonsense({ page, say }) {
  await page.getByLabel(say("day-typed")).fill("19:30 4000 Ivanova");
  await page.getByRole("button", { name: say("day-typed.button"), exact: true }).click();
  await alert(page);
}

async function wonders({ page, say }) {
  await page.locator('input[name="cells[]"][value="2026-11-24T19:00"]').check();
  await page.getByRole("button", { name: say("week-why") }).click();
  await page.locator(".answers").getByText(say("week-why-unpublished")).waitFor();
}

async function makesKey({ page, say }) {
  await page.locator("#name").fill("Касса");
  await page.getByLabel(say("scope-read-bookings")).check();
  await page.getByRole("button", { name: say("keys-new.button") }).click();
  const key = page.locator("#key");
  await key.waitFor();
  await key.evaluate((key) => (key.value = "a-key-that-is-shown-once"));
}

async function revokesKey(story) {
  await makesKey(story);
  await story.page.goto("/admin/aspex/keys");
  await story.page.locator(".entries a.grave").first().click();
  await story.page.waitForURL(/revoke/);
}

async function removes({ page }) {
  await page.locator(".entries a").first().click();
  await page.locator("a[href$='/remove']").click();
  await page.waitForURL(/remove/);
}

async function forgetsName({ page, say }) {
  await page.locator("input[name=name]").fill("");
  await sends(page.locator("main form button.first").first());
  await alert(page);
}

/** Another currency, in which prices keep their numbers. */
async function earnsYen({ page }) {
  await page.locator("#currency").fill("JPY");
  await page.locator("main form .button.first").click();
  await page.locator(".button.grave").waitFor();
}

/** Renames a table that somebody else has deleted meanwhile. */
async function saysItOfNothing({ page }) {
  await page.locator("#name").fill("У окна, с видом на реку");
  await page.locator("main form .button.first").evaluate((button) => {
    button.form.action = button.form.action.replace(/\d+$/, "999");
    button.form.submit();
  });
  await page.locator(".copy").waitFor();
}
