// The week of a specialist: painting free time, publishing it, agreeing and declining in the slot, withdrawing.

import assert from "node:assert/strict";

import { DESK, PHONE } from "./people.mjs";
import { stories } from "./story.mjs";

const ANNA = "specialist@practice.example";
const WEEK = (date) => `/staff/practice/week?date=${date}`;

/** The slots of the specialist in a local day, as the API knows them. */
async function slots(house, date) {
  const found = await house.api("GET", `/v1/venues/practice/slots?date=${date}&resource=1`);
  return found.items;
}

/** The evening slots of a day: the mornings are published by the demo. */
async function evenings(house, date) {
  const all = await slots(house, date);
  return all.filter((slot) => slot.local >= `${date}T16:00`).map((slot) => slot.local.slice(11, 16));
}

const cell = (page, time) => page.locator(`input[name="cells[]"][value="${time}"]`);
const told = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor();

/** Asks for a free slot of the day, as a client does. */
async function ask(house, date, name) {
  const free = (await slots(house, date))[0];
  const body = JSON.stringify({ slot: free.id, name, phone: "+79123456789" });
  const headers = { "content-type": "application/json" };
  const asked = await fetch(`${house.url}/v1/venues/practice/bookings`, { method: "POST", headers, body });
  assert.equal(asked.status, 201);
  return asked.json();
}

async function state(house, booking) {
  return (await house.api("GET", `/v1/venues/practice/bookings/${booking.id}`)).state;
}

stories((story) => {
  for (const scripts of [true, false]) {
    const how = scripts ? "with" : "without";
    const day = scripts ? "2026-11-24" : "2026-11-25";

    story(`free time is ticked, counted, published and withdrawn, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: ANNA, scripts });
      await page.goto(WEEK(day));
      for (const time of ["16:00", "16:30", "17:00", "17:30"]) await cell(page, `${day}T${time}`).check();
      await page.getByLabel("Slot, minutes").fill("60");
      await page.getByRole("button", { name: "Show what would be published" }).click();
      await page.getByRole("heading", { name: "Publish 2 slots?" }).waitFor();
      assert.deepEqual(await evenings(house, day), []);
      await page.getByRole("button", { name: "Publish 2 slots" }).click();
      await told(page, "2 slots are published.");
      assert.deepEqual(await evenings(house, day), ["16:00", "17:00"]);

      await page.getByRole("checkbox", { name: /^17:00–18:00/ }).check();
      await page.getByRole("button", { name: "Withdraw the ticked slots" }).click();
      await page.getByRole("heading", { name: "Withdraw 1 slot?" }).waitFor();
      assert.deepEqual(await evenings(house, day), ["16:00", "17:00"]);
      await page.getByRole("button", { name: "Withdraw 1 slot" }).click();
      await told(page, "1 slot is withdrawn.");
      assert.deepEqual(await evenings(house, day), ["16:00"]);
    });

    story(`a request is agreed to in its slot, ${how} scripts`, async ({ house, by }) => {
      const booking = await ask(house, scripts ? "2026-11-26" : "2026-11-27", `Client ${how}`);
      const page = await by({ as: ANNA, scripts });
      await page.goto(WEEK("2026-11-26"));
      await page.getByRole("button", { name: new RegExp(`^Agree.*Client ${how}$`) }).click();
      await told(page, `Agreed: Client ${how}`);
      assert.equal(await state(house, booking), "confirmed");
    });
  }

  story("free time is drawn with the mouse in one stroke", async ({ house, by }) => {
    const page = await by({ as: ANNA });
    await page.goto(WEEK("2026-11-30"));
    const middle = async (time) => {
      const box = await cell(page, `2026-11-30T${time}`).boundingBox();
      return [box.x + box.width / 2 + 20, box.y + box.height / 2];
    };
    await cell(page, "2026-11-30T18:00").scrollIntoViewIfNeeded();
    const [from, until] = [await middle("16:00"), await middle("17:30")];
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...until, { steps: 12 });
    await page.mouse.up();
    for (const time of ["16:00", "16:30", "17:00", "17:30"]) {
      assert.equal(await cell(page, `2026-11-30T${time}`).isChecked(), true, time);
    }
    assert.equal(await cell(page, "2026-11-30T18:00").isChecked(), false);
    await page.getByText("Half hours chosen: 4").waitFor();
    // The same stroke over what is chosen leaves it again.
    await page.mouse.move(...until);
    await page.mouse.down();
    await page.mouse.move(...from, { steps: 12 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelectorAll('[name="cells[]"]:checked').length === 0);
    // One click alone is one tick.
    await page.mouse.click(...from);
    assert.equal(await cell(page, "2026-11-30T16:00").isChecked(), true);
    assert.equal(await cell(page, "2026-11-30T16:30").isChecked(), false);
  });

  story("a week is published by keyboard alone, and repeated until a day", async ({ house, by }) => {
    const page = await by({ as: ANNA });
    await page.goto(WEEK("2026-12-01"));
    await cell(page, "2026-12-01T18:00").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.getByLabel("Repeat weekly until").fill("2026-12-22");
    await page.getByLabel("Slot, minutes").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Publish 4 slots?" }).waitFor();
    await page.getByRole("button", { name: "Publish 4 slots" }).focus();
    await page.keyboard.press("Enter");
    await told(page, "4 slots are published.");
    for (const day of ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]) {
      assert.deepEqual(await evenings(house, day), ["18:00"], day);
    }
    assert.deepEqual(await evenings(house, "2026-12-29"), []);
    // Whoever publishes the same again is told that it is there, and can go back with everything that he painted.
    await page.getByRole("link", { name: "The week after" }).click();
    await page.waitForURL(/2026-12-07/);
  });

  story("a request is declined with a reason, which stands beside the next one", async ({ house, by }) => {
    const first = await ask(house, "2026-12-03", "Nikita");
    const page = await by({ as: ANNA });
    await page.goto(WEEK("2026-12-03"));
    await page.getByRole("link", { name: /^Decline.*Nikita$/ }).click();
    await page.getByRole("heading", { name: "Decline the request?" }).waitFor();
    await page.getByLabel("Reason").fill("I am away");
    await page.locator("#panel").getByRole("button", { name: "Decline" }).click();
    await told(page, "Declined. The client is told.");
    assert.equal(await state(house, first), "declined");
    await ask(house, "2026-12-04", "Nikita");
    await page.goto(WEEK("2026-12-04"));
    await page.getByRole("link", { name: "Nikita", exact: true }).click();
    await page.locator(".visits").getByText("“I am away”").waitFor();
  });

  story("why time cannot be booked is answered in place, with what was painted kept", async ({ by }) => {
    const page = await by({ as: ANNA });
    await page.goto(WEEK("2026-12-05"));
    await cell(page, "2026-12-05T19:00").check();
    await page.getByRole("button", { name: "Why can this not be booked?" }).click();
    await page.locator(".answers").getByText("No slot that begins then is published.").waitFor();
    assert.equal(await cell(page, "2026-12-05T19:00").isChecked(), true);
  });

  story("the staff choose whose week it is, and a phone shows it day by day", async ({ by }) => {
    const page = await by({ as: "staff@practice.example", size: PHONE, language: "ru" });
    await page.goto(WEEK("2026-11-24"));
    await page.getByLabel("Чья неделя").selectOption({ label: "Олег Рубцов, юрист" });
    await page.getByRole("button", { name: "Показать", exact: true }).click();
    await page.waitForURL(/resource=2/);
    await page.getByText("Олег Рубцов, юрист, ", { exact: false }).first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= PHONE.width, `${wide} px`);
  });

  story("the calendar's address is shown, and renewing it ends the old one", async ({ house, by }) => {
    const page = await by({ as: ANNA, size: DESK });
    await page.goto(WEEK("2026-11-24"));
    await page.getByText("Your calendar by link").click();
    const address = await page.getByLabel("Secret address").inputValue();
    const read = async (url) => (await fetch(url.replace(/^https?:\/\/[^/]+/, house.url))).status;
    assert.equal(await read(address), 200);
    await page.getByRole("button", { name: "Make a new address" }).click();
    await told(page, "The calendar has a new address.");
    assert.equal(await read(address), 404);
  });
});
