// The day of a venue, as a host at the door uses it.

import assert from "node:assert/strict";

import { DESK, PHONE } from "./people.mjs";
import { TODAY, until } from "./house.mjs";
import { stories } from "./story.mjs";

const HOST = "staff@restaurant.example";
const DAY = "/staff/restaurant";

/** The bookings of today, as the API knows them. */
async function bookings(house, venue = "restaurant", date = TODAY) {
  const found = await house.api("GET", `/v1/venues/${venue}/bookings?date=${date}&limit=200`);
  return found.items;
}

async function named(house, name, venue, date) {
  const all = await bookings(house, venue, date);
  return all.find((booking) => booking.contact.name === name);
}

stories((story) => {
  for (const scripts of [true, false]) {
    const how = scripts ? "with" : "without";
    story(`a booking is typed as one line, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: HOST, scripts });
      await page.goto(DAY);
      const name = `Ivanova ${how}`;
      await page.getByLabel("A booking in one line").fill(`22:00 2 ${name} +7 912 345-67-89 // window`);
      await page.keyboard.press("Enter");
      await page.getByRole("status").filter({ hasText: `Booked: ${name}` }).waitFor();
      const made = await named(house, name);
      assert.equal(made.local, `${TODAY}T22:00:00`);
      assert.equal(made.party, 2);
      assert.equal(made.contact.phone, "+79123456789");
      assert.equal(made.note, "window");
    });

    story(`a party arrives in two clicks and is taken back in one, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: HOST, scripts });
      const who = scripts ? "Олег Рыбаков" : "Тимур Гареев";
      await page.goto(DAY);
      await page.getByRole("link", { name: new RegExp(who) }).click();
      await page.getByRole("button", { name: "Arrived" }).click();
      await page.getByRole("status").filter({ hasText: `Arrived: ${who}` }).waitFor();
      assert.equal((await named(house, who)).state, "seated");
      await page.getByRole("button", { name: /Undo/ }).click();
      await page.getByRole("status").filter({ hasText: `Taken back: ${who}` }).waitFor();
      assert.equal((await named(house, who)).state, "confirmed");
    });

    story(`a party at the door is let in in two clicks, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: HOST, scripts });
      const before = (await bookings(house)).filter((booking) => booking.state === "seated").length;
      await page.goto(DAY);
      await page.getByRole("link", { name: "Walk-in" }).click();
      await page.getByRole("button", { name: "3", exact: true }).click();
      await page.getByRole("status").filter({ hasText: "Arrived: Guest" }).waitFor();
      const seated = (await bookings(house)).filter((booking) => booking.state === "seated");
      assert.equal(seated.length, before + 1);
      assert.ok(seated.some((booking) => booking.party === 3));
    });
  }

  story("a booking is moved by dragging, with the verdict shown before it is let go", async ({ house, by }) => {
    const page = await by({ as: HOST });
    await page.goto(DAY);
    const item = page.getByRole("link", { name: /Руслан Тахиров/ });
    const [from, hour, row] = await Promise.all([
      item.boundingBox(),
      page.locator(".hour", { hasText: "22:00" }).boundingBox(),
      page.locator("#row-4 .track").boundingBox(),
    ]);
    await page.mouse.move(from.x + 4, from.y + 8);
    await page.mouse.down();
    // Over somebody's time first, where it will not do and says why.
    const other = await page.getByRole("link", { name: /Jonas Weber/ }).boundingBox();
    await page.mouse.move(other.x + 4, other.y + 8, { steps: 4 });
    await page.locator(".ghost:not(.can)", { hasText: "Somebody else" }).waitFor();
    await page.mouse.move(hour.x + 2, row.y + 10, { steps: 6 });
    await page.locator(".ghost.can", { hasText: "22:00" }).waitFor();
    await page.mouse.up();
    await page.getByRole("status").filter({ hasText: "Moved: Руслан Тахиров" }).waitFor();
    const moved = await named(house, "Руслан Тахиров");
    assert.deepEqual([moved.local, moved.resources], [`${TODAY}T22:00:00`, [4]]);
    await page.getByRole("button", { name: /Undo/ }).click();
    await page.getByRole("status").filter({ hasText: "Taken back" }).waitFor();
    assert.equal((await named(house, "Руслан Тахиров")).local, `${TODAY}T20:30:00`);
  });

  story("the same move is made by keyboard alone", async ({ house, by }) => {
    const page = await by({ as: HOST, language: "ru" });
    await page.goto(DAY);
    await page.getByRole("link", { name: /Ева Соловьёва/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Перенести" }).focus();
    await page.keyboard.press("Enter");
    const from = page.getByLabel("С", { exact: true });
    await from.waitFor();
    await from.fill("22:15");
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "Перенесено: Ева Соловьёва" }).waitFor();
    assert.equal((await named(house, "Ева Соловьёва")).local, `${TODAY}T22:15:00`);
  });

  story("a booking is entered by dragging over an empty stretch", async ({ house, by }) => {
    const page = await by({ as: HOST });
    await page.goto(DAY);
    const [hour, row] = await Promise.all([
      page.locator(".hour", { hasText: "18:00" }).boundingBox(),
      page.locator("#row-5 .track").boundingBox(),
    ]);
    await page.mouse.move(hour.x + 2, row.y + 10);
    await page.mouse.down();
    await page.mouse.move(hour.x + 60, row.y + 10, { steps: 5 });
    await page.mouse.up();
    await page.getByRole("heading", { name: "New booking" }).waitFor();
    assert.equal(await page.getByLabel("From", { exact: true }).inputValue(), "18:00");
    await page.getByLabel("Guests", { exact: true }).fill("2");
    await page.getByLabel("Name", { exact: true }).fill("Dragged");
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await page.getByRole("status").filter({ hasText: "Booked: Dragged" }).waitFor();
    assert.deepEqual((await named(house, "Dragged")).resources, [5]);
  });

  story("what was typed stays where the rules say no", async ({ by }) => {
    const page = await by({ as: HOST });
    await page.goto(`${DAY}?doing=book`);
    await page.getByLabel("From", { exact: true }).fill("23:30");
    await page.getByLabel("Guests", { exact: true }).fill("40");
    await page.getByLabel("Name", { exact: true }).fill("A big party");
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await page.getByRole("alert").getByText("There is room for 8 at most.").waitFor();
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "A big party");
    assert.equal(await page.getByLabel("Guests", { exact: true }).inputValue(), "40");
  });

  story("requests are decided by keys, and who has the same wish is named", async ({ house, by }) => {
    const page = await by({ as: "staff@practice.example" });
    await page.goto("/staff/practice");
    const second = page.locator(".wish").nth(1).locator(".who");
    const name = await second.textContent();
    const accepted = page.getByRole("status").filter({ hasText: `Accepted: ${name}` });
    // The page may be put in its place anew in the very moment between focus and key.
    await until(async () => {
      await page.locator(".wish .who").first().focus();
      await page.keyboard.press("ArrowDown");
      return page.evaluate((name) => document.activeElement?.textContent === name, name);
    });
    await page.keyboard.press("a");
    await accepted.waitFor();
    assert.equal((await named(house, name, "practice", "2026-11-22")).state, "confirmed");
    // The page may be told of the acceptance, and be put in its place anew, in the very moment between focus and key.
    const asked = page.getByRole("heading", { name: "Decline the request?" });
    await until(async () => {
      await page.locator(".wish .who").first().focus();
      await page.keyboard.press("d");
      return asked.waitFor({ timeout: 3000 }).then(() => true, () => false);
    });
    await page.getByLabel(/Reason/).fill("Holiday");
    await page.getByRole("button", { name: "Decline", exact: true }).click();
    await page.getByRole("status").filter({ hasText: "Declined:" }).waitFor();
  });

  story("two enter a booking for one table: one wins, the other is told and keeps his words", async ({ house, by }) => {
    const pages = [await by({ as: HOST }), await by({ as: "admin@restaurant.example" })];
    const names = ["First come", "Second come"];
    for (const [place, page] of pages.entries()) {
      await page.goto(`${DAY}?resource=6&doing=book&from=18:00`);
      await page.getByLabel("Guests", { exact: true }).fill("2");
      await page.getByLabel("Name", { exact: true }).fill(names[place]);
    }
    await Promise.all(pages.map((page) => page.getByRole("button", { name: "Book", exact: true }).click()));
    const won = (page) => page.getByRole("status").filter({ hasText: "Booked:" });
    const lost = (page) => page.getByRole("alert").filter({ hasText: "Somebody else has just taken that time." });
    const ends = await Promise.all(
      pages.map((page) => Promise.race([won(page).waitFor().then(() => "won"), lost(page).waitFor().then(() => "lost")])),
    );
    assert.deepEqual([...ends].sort(), ["lost", "won"]);
    const loser = pages[ends.indexOf("lost")];
    assert.equal(await loser.getByLabel("Name", { exact: true }).inputValue(), names[ends.indexOf("lost")]);
  });

  story("time is closed and opened again", async ({ house, by }) => {
    const page = await by({ as: HOST, size: PHONE });
    await page.goto(`${DAY}?resource=11&doing=block`);
    await page.getByLabel("From", { exact: true }).fill(`${TODAY}T18:00`);
    await page.getByLabel("Until", { exact: true }).fill(`${TODAY}T20:00`);
    await page.getByLabel("Reason").fill("Wobbly leg");
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("status").filter({ hasText: "The time is closed." }).waitFor();
    await page.getByText("Wobbly leg").first().waitFor();
    await page.getByRole("button", { name: "Open again" }).click();
    await page.getByRole("status").filter({ hasText: "The time is open again." }).waitFor();
    const blocks = await house.api("GET", `/v1/venues/restaurant/blocks?date=${TODAY}`);
    assert.ok(blocks.items.every((block) => block.reason !== "Wobbly leg"));
  });
});
