// The screens to which a letter's link leads: what a guest sees of a booking, what the staff decide, what makes an account.

import assert from "node:assert/strict";

import { DESK, PHONE } from "./people.mjs";

const ANNA = "specialist@practice.example";

export const LINKED = [
  { name: "booking", path: "/login", size: PHONE, ready: booked },
  { name: "booking-move", path: "/login", size: PHONE, ready: opened("#move") },
  { name: "booking-leave", path: "/login", size: DESK, ready: opened("#leave") },
  { name: "booking-cancelled", path: "/login", size: PHONE, ready: cancelled },
  { name: "booking-requested", path: "/login", size: PHONE, ready: requested },
  { name: "decision-accept", path: "/login", size: PHONE, ready: decides("accept") },
  { name: "decision-decline", path: "/login", size: PHONE, ready: decides("decline") },
  { name: "decision-made", path: "/login", size: PHONE, ready: decided },
  { name: "invitation", path: "/login", size: PHONE, ready: invited },
  { name: "invitation-withdrawn", path: "/login", size: PHONE, ready: withdrawn },
  { name: "password-new", path: "/forgotten", size: PHONE, ready: forgotten },
  { name: "email-confirm", path: "/account/email", size: PHONE, as: "guest@demo.example", ready: confirms },
  { name: "link-spoiled", path: "/invitation/what-nobody-sent", size: PHONE },
];

/** A name that nobody else in the house has. */
let count = 0;
const somebody = (language) => `screen-${language}-${++count}@example.org`;

/** A guest opens the link of a letter about a booking of a table. */
async function booked({ page, house, language }) {
  const email = somebody(language);
  const order = { from: "2026-11-29T18:00", party: 2, name: "Anna Petrova", email, phone: "+79123456789", language };
  await house.api("POST", "/v1/venues/restaurant/bookings", order);
  await page.goto(await house.link(email, "/b/restaurant/"));
}

function opened(part) {
  return async (story) => {
    await booked(story);
    await story.page.locator(`${part} summary`).click();
  };
}

async function cancelled(story) {
  const { page, say } = story;
  await opened("#leave")(story);
  await page.getByRole("button", { name: say("leave-cancel.button") }).click();
  await page.getByRole("heading", { name: say("guest-cancelled.title") }).waitFor();
}

/** A client asks for time of the practice. Says who, and by what code the specialist's letter knows it. */
async function asked({ house, language }) {
  const email = somebody(language);
  const { items } = await house.api("GET", `/v1/venues/practice/slots?date=2026-12-0${language === "ru" ? 1 : 2}&resource=1`);
  const order = { slot: items[count % items.length].id, name: "Глеб Сомов", email, phone: "+79123456789", language };
  const answer = await fetch(`${house.url}/v1/venues/practice/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(order),
  });
  assert.equal(answer.status, 201);
  const { code } = await answer.json();
  return { email, code };
}

async function requested(story) {
  const { email } = await asked(story);
  await story.page.goto(await story.house.link(email, "/b/practice/"));
}

function decides(what) {
  return async (story) => {
    const { code } = await asked(story);
    await story.page.goto(await story.house.link(ANNA, `/d/practice/${code}/${what}/`));
  };
}

async function decided(story) {
  const { page, say } = story;
  await decides("decline")(story);
  await page.getByRole("button", { name: say("decide-decline.button") }).click();
  await page.waitForLoadState();
}

/** Somebody is asked to work at the restaurant. Says who, and where the letter leads. */
async function asksToCome({ house, language }) {
  const email = somebody(language);
  const { account } = await house.api("POST", "/v1/venues/restaurant/people", { email, role: "staff" });
  return { account, path: await house.link(email, "/invitation/") };
}

async function invited(story) {
  const { path } = await asksToCome(story);
  await story.page.goto(path);
}

async function withdrawn(story) {
  const { account, path } = await asksToCome(story);
  await story.house.api("DELETE", `/v1/venues/restaurant/people/${account.id}`);
  await story.page.goto(path);
}

/** Each language has forgotten another's password, because letters of one account are counted. */
async function forgotten({ page, house, language, say }) {
  const email = language === "ru" ? "admin@practice.example" : "staff@practice.example";
  await page.locator("input[name=email]").fill(email);
  await page.getByRole("button", { name: say("forgotten.button") }).click();
  await page.goto(await house.link(email, "/password/"));
}

async function confirms({ page, house, language, say }) {
  const email = somebody(language);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=own]").fill(house.password);
  await page.getByRole("button", { name: say("account-email.button") }).click();
  await page.goto(await house.link(email, "/confirm/"));
}
