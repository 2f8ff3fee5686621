// How guests book a table, a room and a specialist, in every manner; and what they meet where a time is gone.

import assert from "node:assert/strict";

import { TODAY } from "./house.mjs";
import { stories } from "./story.mjs";

/** The bookings of a venue under that name. */
async function named(house, venue, name) {
  const found = await house.api("GET", `/v1/venues/${venue}/bookings?limit=200`);
  return found.items.filter((booking) => booking.contact.name === name);
}

/** Presses a time of the list below, once the form of the one before is away. */
const time = (page, label) => page.locator("#times").getByRole("button", { name: label }).first();

/** Takes a published slot from under the hands of whoever looks at it. */
async function takes(house, resource, date, time) {
  const { items } = await house.api("GET", `/v1/venues/practice/slots?date=${date}&resource=${resource}`);
  const slot = items.find(({ local }) => local.startsWith(`${date}T${time}`)).id;
  await house.api("POST", "/v1/venues/practice/bookings", { slot, name: "Quicker", phone: "+79123456789" });
}

stories((_, each) => {
  each("a table is booked in two presses and two fields", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by();
    const clock = ["19:00", "19:30", "20:00", "20:30", "21:00"][manner.place];
    const [name, email] = [`Table ${manner.place}`, `table-${manner.place}@example.org`];
    await page.goto("/restaurant");
    await press(time(page, clock));
    await page.getByText(say("book-kept", { until: "17:3" }).slice(0, -1)).waitFor();
    await fill(page.getByLabel(say("book-name")), name);
    await fill(page.getByLabel(say("book-email"), { exact: true }), email);
    await press(page.getByRole("button", { name: say("book-button"), exact: true }));
    await page.getByRole("heading", { name: say("guest-confirmed.title") }).waitFor();
    assert.match(page.url(), /\/b\/restaurant\//);
    const [booking] = await named(house, "restaurant", name);
    assert.deepEqual([booking.local, booking.party, booking.language], [`${TODAY}T${clock}:00`, 2, manner.language]);
    const [letter] = await house.letters(email);
    assert.ok(letter.links.includes(page.url()), letter.links.join());
  });

  each("a room is chosen by name and length", async ({ house, manner, by }) => {
    const { page, press, fill, choose, say } = await by();
    const [date, name] = [`2026-11-${23 + manner.place}`, `Team ${manner.place}`];
    await page.goto(`/rooms?date=${date}`);
    await press(page.getByRole("link", { name: /Байкал/ }));
    await page.locator("[aria-current]", { hasText: "Байкал" }).waitFor();
    await choose(page.getByLabel(say("book-length")), say("book-hours", { hours: 2 }));
    // Scripts show the times of a choice at once.
    if (!manner.scripts) await press(page.getByRole("button", { name: say("look") }));
    await page.waitForURL(/minutes=120/);
    await press(time(page, "11:00"));
    await page.getByRole("heading", { name: /11:00–13:00/ }).waitFor();
    await fill(page.getByLabel(say("book-name")), name);
    await fill(page.getByLabel(say("book-email"), { exact: true }), "team@rooms.example");
    await press(page.getByRole("button", { name: say("book-button"), exact: true }));
    await page.waitForURL(/\/b\/rooms\//);
    const [booking] = await named(house, "rooms", name);
    assert.deepEqual([booking.resources, booking.local], [[3], `${date}T11:00:00`]);
  });

  each("a specialist is asked for an appointment", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by();
    const name = `Client ${manner.place}`;
    await page.goto(`/practice?date=2026-11-${23 + manner.place}`);
    await press(page.getByRole("link", { name: /Мария Гордеева/ }));
    await page.locator("[aria-current]", { hasText: "Гордеева" }).waitFor();
    await press(time(page, "10:00"));
    await page.getByText(say("book-answer-within", { long: say("book-hours", { hours: 24 }) })).waitFor();
    await fill(page.getByLabel(say("book-name")), name);
    await fill(page.getByLabel(say("book-email"), { exact: true }), "client@practice.example");
    await press(page.locator("summary", { hasText: say("book-add-note") }));
    await fill(page.getByLabel(say("book-note")), "First visit");
    await press(page.getByRole("button", { name: say("book-request") }));
    await page.getByRole("heading", { name: say("guest-tentative.title") }).waitFor();
    const [booking] = await named(house, "practice", name);
    assert.deepEqual([booking.state, booking.note], ["tentative", "First visit"]);
  });

  each("what was taken meanwhile leaves the typed words and the nearest times", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by();
    const [date, name] = [`2026-11-${23 + manner.place}`, `Too late ${manner.place}`];
    await page.goto(`/practice?kind=specialist&who=2&date=${date}`);
    await press(time(page, "10:00"));
    await fill(page.getByLabel(say("book-name")), name);
    await takes(house, 2, date, "12:00");
    await press(time(page, "12:00"));
    await page.getByRole("alert").getByText(say("no-taken")).waitFor();
    const near = page.locator(".nearest").getByRole("button");
    assert.equal(await near.count(), 3);
    await press(near.filter({ hasText: "11:00" }));
    await page.getByRole("heading", { name: /11:00/ }).waitFor();
    assert.equal(await page.getByLabel(say("book-name")).inputValue(), name);
    await fill(page.getByLabel(say("book-email"), { exact: true }), "late@practice.example");
    await press(page.getByRole("button", { name: say("book-request") }));
    await page.waitForURL(/\/b\/practice\//);
    const [booking] = await named(house, "practice", name);
    assert.equal(booking.local, `${date}T11:00:00`);
  });

  each("a day without anything leads to the next that has something", async ({ manner, by }) => {
    const { page, press, say } = await by();
    const days = {
      ru: ["воскресенье, 22 ноября 2026 г.", "понедельник, 23 ноября 2026 г."],
      en: ["Sunday, 22 November 2026", "Monday, 23 November 2026"],
    };
    const [sunday, monday] = days[manner.language];
    await page.goto("/rooms?date=2026-11-22");
    await page.getByText(say("book-nothing", { day: sunday })).waitFor();
    await press(page.locator("#times").getByRole("link", { name: monday }));
    await time(page, "08:00").waitFor();
  });
});
