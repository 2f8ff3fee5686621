// The week of a specialist: painting free time, publishing it, agreeing and declining in the slot, withdrawing.

import assert from "node:assert/strict";

import { PHONE } from "./people.mjs";
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

/** Asks for one of the slots of the day, as a client does. */
async function ask(house, date, name, which) {
  const free = (await slots(house, date))[which];
  const body = JSON.stringify({ slot: free.id, name, phone: "+79123456789" });
  const headers = { "content-type": "application/json" };
  const asked = await fetch(`${house.url}/v1/venues/practice/bookings`, { method: "POST", headers, body });
  assert.equal(asked.status, 201);
  return asked.json();
}

async function state(house, booking) {
  return (await house.api("GET", `/v1/venues/practice/bookings/${booking.id}`)).state;
}

/** A day of its own for each manner, on which nobody is in another's way. */
const dayOf = (manner) => `2026-11-${23 + manner.place}`;

stories((story, each) => {
  each("free time is ticked, counted, published for weeks, and withdrawn", async ({ house, manner, by }) => {
    const { page, press, fill, tick, say } = await by({ as: ANNA });
    const [day, until] = [dayOf(manner), manner.place < 3 ? `2026-12-0${7 + manner.place}` : `2026-12-1${manner.place - 3}`];
    await page.goto(WEEK(day));
    for (const time of ["16:00", "16:30", "17:00", "17:30"]) await tick(cell(page, `${day}T${time}`));
    await fill(page.getByLabel(say("week-minutes"), { exact: true }), "60");
    await fill(page.getByLabel(say("week-until"), { exact: true }), until);
    await press(page.getByRole("button", { name: say("week-plan"), exact: true }));
    await page.getByRole("heading", { name: say("week-plan-title", { published: 6 }) }).waitFor();
    assert.deepEqual(await evenings(house, day), []);
    await press(page.getByRole("button", { name: say("week-plan-button", { published: 6 }) }));
    await told(page, say("week-done-publish", { published: 6, already: 0, overlapping: 0 }));
    for (const date of [day, until]) assert.deepEqual(await evenings(house, date), ["16:00", "17:00"], date);

    await tick(page.locator(`#week-${day}`).getByRole("checkbox", { name: /^17:00–18:00/ }));
    await press(page.getByRole("button", { name: say("week-erase") }));
    await page.getByRole("heading", { name: say("week-withdraw-title", { withdrawn: 1 }) }).waitFor();
    assert.deepEqual(await evenings(house, day), ["16:00", "17:00"]);
    await press(page.getByRole("button", { name: say("week-withdraw-button", { withdrawn: 1 }) }));
    await told(page, say("week-done-withdraw", { withdrawn: 1, taken: 0 }));
    assert.deepEqual(await evenings(house, day), ["16:00"]);
  });

  each("one request is agreed to in its slot, another declined with a reason that stands beside the next", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by({ as: ANNA });
    const [day, yes, no] = [dayOf(manner), `Agreeable ${manner.place}`, `Nikita ${manner.place}`];
    const [agreed, declined] = [await ask(house, day, yes, 0), await ask(house, day, no, 1)];
    await page.goto(WEEK(day));
    await press(page.getByRole("button", { name: new RegExp(`^${say("week-agree")}.*${yes}$`) }));
    await told(page, say("week-done-confirm", { client: yes }));
    assert.equal(await state(house, agreed), "confirmed");
    await press(page.getByRole("link", { name: new RegExp(`^${say("week-refuse")}.*${no}$`) }));
    await page.getByRole("heading", { name: say("week-decline.title") }).waitFor();
    await fill(page.getByLabel(say("leave-reason")), "I am away");
    await press(page.locator("#panel").getByRole("button", { name: say("week-refuse") }));
    await told(page, say("week-done-decline"));
    assert.equal(await state(house, declined), "declined");
    await ask(house, day, no, 2);
    await page.goto(WEEK(day));
    await press(page.getByRole("link", { name: no, exact: true }));
    await page.locator(".visits").getByText("“I am away”").first().waitFor();
  });

  each("why time cannot be booked is answered in place, with what was painted kept", async ({ manner, by }) => {
    const { page, press, tick, say } = await by({ as: ANNA });
    const day = dayOf(manner);
    await page.goto(WEEK(day));
    await tick(cell(page, `${day}T19:00`));
    await press(page.getByRole("button", { name: say("week-why") }));
    await page.locator(".answers").getByText(say("week-why-unpublished")).waitFor();
    assert.equal(await cell(page, `${day}T19:00`).isChecked(), true);
  });

  each("the calendar's address is shown, and renewing it ends the old one", async ({ house, manner, by }) => {
    const { page, press, say } = await by({ as: ANNA });
    await page.goto(WEEK(dayOf(manner)));
    await press(page.locator("summary", { hasText: say("week-feed") }));
    const address = await page.getByLabel(say("week-feed.address")).inputValue();
    const read = async (url) => (await fetch(url.replace(/^https?:\/\/[^/]+/, house.url))).status;
    assert.equal(await read(address), 200);
    await press(page.getByRole("button", { name: say("week-feed.renew") }));
    await told(page, say("week-done-renew"));
    assert.equal(await read(address), 404);
  });

  story("free time is drawn with the mouse in one stroke", async ({ house, by }) => {
    const page = await by({ as: ANNA });
    await page.goto(WEEK("2026-12-21"));
    const middle = async (time) => {
      const box = await cell(page, `2026-12-21T${time}`).boundingBox();
      return [box.x + box.width / 2 + 20, box.y + box.height / 2];
    };
    await cell(page, "2026-12-21T18:00").scrollIntoViewIfNeeded();
    const [from, until] = [await middle("16:00"), await middle("17:30")];
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...until, { steps: 12 });
    await page.mouse.up();
    for (const time of ["16:00", "16:30", "17:00", "17:30"]) {
      assert.equal(await cell(page, `2026-12-21T${time}`).isChecked(), true, time);
    }
    assert.equal(await cell(page, "2026-12-21T18:00").isChecked(), false);
    await page.getByText("Half hours chosen: 4").waitFor();
    // The same stroke over what is chosen leaves it again.
    await page.mouse.move(...until);
    await page.mouse.down();
    await page.mouse.move(...from, { steps: 12 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelectorAll('[name="cells[]"]:checked').length === 0);
    // One click alone is one tick.
    await page.mouse.click(...from);
    assert.equal(await cell(page, "2026-12-21T16:00").isChecked(), true);
    assert.equal(await cell(page, "2026-12-21T16:30").isChecked(), false);
  });

  story("a quick hand leaves nothing out, and a press right after a stroke counts", async ({ by }) => {
    const page = await by({ as: ANNA });
    await page.goto(WEEK("2026-12-21"));
    // All in one task, as no hand can and a loaded browser does: only the ends of the stroke are told of, and no timer comes in between.
    const chosen = await page.evaluate(() => {
      const label = (time) => document.querySelector(`[value="2026-12-21T${time}"]`).closest("label");
      const tell = (what, time) =>
        label(time).dispatchEvent(new PointerEvent(what, { bubbles: true, pointerType: "mouse", button: 0 }));
      const ticked = () => [...document.querySelectorAll('[name="cells[]"]:checked')].map((box) => box.value.slice(11));
      tell("pointerdown", "16:00");
      tell("pointerover", "17:30");
      tell("pointerup", "17:30");
      const drawn = ticked();
      tell("pointerdown", "16:00");
      tell("pointerup", "16:00");
      label("16:00").click();
      return [drawn, ticked()];
    });
    assert.deepEqual(chosen, [["16:00", "16:30", "17:00", "17:30"], ["16:30", "17:00", "17:30"]]);
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

  story("another's week is shown as soon as he is chosen", async ({ house, by }) => {
    const page = await by({ as: "admin@practice.example" });
    const { items } = await house.api("GET", "/v1/venues/practice/resources");
    const other = items.find((item) => item.id !== 1);
    await page.goto(`${WEEK("2026-11-24")}&resource=1`);
    await page.locator("select[name=resource]").selectOption(String(other.id));
    await page.waitForURL((url) => url.searchParams.get("resource") === String(other.id));
    await page.locator(".date").getByText(other.name).waitFor();
  });
});
