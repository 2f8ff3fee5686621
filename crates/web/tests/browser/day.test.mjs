// The day of a venue, as a host at the door uses it.

import assert from "node:assert/strict";

import { TODAY } from "./house.mjs";
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

/** A client asks for a slot of the practice's doctor. */
async function asks(house, date, time, name) {
  const { items } = await house.api("GET", `/v1/venues/practice/slots?date=${date}&resource=3`);
  const slot = items.find(({ local }) => local.startsWith(`${date}T${time}`)).id;
  const body = JSON.stringify({ slot, name, phone: "+79123456789" });
  const headers = { "content-type": "application/json" };
  const asked = await fetch(`${house.url}/v1/venues/practice/bookings`, { method: "POST", headers, body });
  assert.equal(asked.status, 201);
}

/** Waits until the page says so of itself. */
const told = (page, words) => page.getByRole("status").filter({ hasText: words }).waitFor();

/** A day of its own for each manner, on which nobody is in another's way. */
const dayOf = (manner) => `2026-11-${23 + manner.place}`;

stories((story, each) => {
  each("a booking is typed as one line", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by({ as: HOST });
    const [day, name] = [dayOf(manner), `Ivanova-${"ABCDE"[manner.place]}`];
    await page.goto(`${DAY}?date=${day}`);
    await fill(page.getByLabel(say("day-typed")), `22:00 2 ${name} +7 912 345-67-89 // window`);
    await press(page.getByRole("button", { name: say("day-typed.button"), exact: true }));
    await told(page, say("day-done-book", { guest: name }));
    const made = await named(house, name, "restaurant", day);
    assert.deepEqual([made.local, made.party, made.note], [`${day}T22:00:00`, 2, "window"]);
    assert.equal(made.contact.phone, "+79123456789");
  });

  each("a booking is entered in a form, moved, and called off", async ({ house, manner, by }) => {
    const { page, press, fill, choose, say } = await by({ as: HOST });
    const [day, name] = [dayOf(manner), `Formal ${manner.place}`];
    const now = () => named(house, name, "restaurant", day);
    const panel = page.locator("#panel");
    await page.goto(`${DAY}?date=${day}`);
    await press(page.getByRole("link", { name: say("day-do-book"), exact: true }));
    await panel.getByRole("heading", { name: say("day-book.title") }).waitFor();
    await fill(panel.getByLabel(say("day-from-field"), { exact: true }), "18:15");
    await fill(panel.getByLabel(say("day-party"), { exact: true }), "2");
    await choose(panel.getByLabel(say("day-place"), { exact: true }), "Стол 3 (2)");
    await fill(panel.getByLabel(say("day-name"), { exact: true }), name);
    await press(panel.getByRole("button", { name: say("day-book.button"), exact: true }));
    await told(page, say("day-done-book", { guest: name }));
    assert.deepEqual([(await now()).local, (await now()).resources], [`${day}T18:15:00`, [3]]);

    await press(panel.getByRole("link", { name: say("day-do-move"), exact: true }));
    await panel.getByRole("heading", { name: say("day-move.title") }).waitFor();
    await fill(panel.getByLabel(say("day-from-field"), { exact: true }), "20:45");
    await press(panel.getByRole("button", { name: say("day-move.button"), exact: true }));
    await told(page, say("day-done-move", { guest: name }));
    assert.equal((await now()).local, `${day}T20:45:00`);
    await press(page.getByRole("button", { name: say("day-do-undo") }));
    await told(page, say("day-done-undo", { guest: name }));
    assert.equal((await now()).local, `${day}T18:15:00`);

    await press(panel.getByRole("link", { name: say("day-do-cancel"), exact: true }));
    await panel.getByRole("heading", { name: say("day-cancel.title") }).waitFor();
    assert.equal((await now()).state, "confirmed");
    await press(panel.getByRole("button", { name: say("day-cancel.button"), exact: true }));
    await told(page, say("day-done-cancel", { guest: name }));
    assert.equal((await now()).state, "cancelled");
  });

  each("a party arrives in two presses, is taken back in one, arrives and leaves", async ({ house, manner, by }) => {
    const { page, press, say } = await by({ as: HOST });
    const guest = ["Олег Рыбаков", "Тимур Гареев", "Emma Clarke", "Николай Дроздов", "Софья Беляева"][manner.place];
    const does = (act) => page.locator("#panel").getByRole("button", { name: say(`day-do-${act}`), exact: true });
    const chosen = page.getByRole("link", { name: new RegExp(guest) }).first();
    await page.goto(DAY);
    await press(chosen);
    await press(does("seat"));
    await told(page, say("day-done-seat", { guest }));
    assert.equal((await named(house, guest)).state, "seated");
    await press(page.getByRole("button", { name: say("day-do-undo") }));
    await told(page, say("day-done-undo", { guest }));
    assert.equal((await named(house, guest)).state, "confirmed");
    await press(chosen);
    await press(does("seat"));
    await told(page, say("day-done-seat", { guest }));
    await press(chosen);
    await press(does("finish"));
    await told(page, say("day-done-finish", { guest }));
    assert.equal((await named(house, guest)).state, "finished");
  });

  each("a party that did not come is noted, and taken back when it comes after all", async ({ house, by }) => {
    const { page, press, say } = await by({ as: HOST });
    const guest = "Давид Акопян";
    await page.goto(`${DAY}?view=list`);
    const line = page.getByRole("row").filter({ hasText: guest });
    await press(line.getByRole("button", { name: say("day-do-no-show") }));
    await told(page, say("day-done-no-show", { guest }));
    assert.equal((await named(house, guest)).state, "no_show");
    await press(page.getByRole("button", { name: say("day-do-undo") }));
    await told(page, say("day-done-undo", { guest }));
    assert.equal((await named(house, guest)).state, "confirmed");
  });

  each("a party at the door is let in in two presses", async ({ house, manner, by }) => {
    const { page, press, say } = await by({ as: HOST });
    const seated = async () => (await bookings(house)).filter((booking) => booking.state === "seated");
    const before = await seated();
    await page.goto(DAY);
    await press(page.getByRole("link", { name: say("day-do-walk-in"), exact: true }));
    await press(page.locator("#panel").getByRole("button", { name: "3", exact: true }));
    await told(page, say("day-done-walk-in", { guest: say("day-guest") }));
    const after = await seated();
    const come = after.filter((booking) => !before.some(({ id }) => id === booking.id));
    assert.deepEqual(come.map(({ party }) => party), [3]);
    await house.api("POST", `/v1/venues/restaurant/bookings/${come[0].id}/finish`);
  });

  story("Enter lets in as many as were typed at the door", async ({ house, by }) => {
    const page = await by({ as: HOST });
    const before = new Set((await bookings(house)).map(({ id }) => id));
    await page.goto(DAY);
    await page.locator("#walk-in").click();
    const party = page.locator("#panel input[name=party]");
    await party.fill("4");
    await party.press("Enter");
    await party.waitFor({ state: "detached" });
    const come = (await bookings(house)).filter(({ id }) => !before.has(id));
    assert.deepEqual(come.map((booking) => booking.party), [4]);
    await house.api("POST", `/v1/venues/restaurant/bookings/${come[0].id}/finish`);
  });

  each("time is closed and opened again", async ({ house, manner, by }) => {
    const { page, press, fill, tick, say } = await by({ as: HOST });
    const [day, reason] = [dayOf(manner), `Wobbly leg ${manner.place}`];
    const blocks = async () => {
      const { items } = await house.api("GET", `/v1/venues/restaurant/blocks?date=${day}`);
      return items.filter((block) => block.reason === reason);
    };
    const panel = page.locator("#panel");
    await page.goto(`${DAY}?date=${day}`);
    await press(page.getByRole("link", { name: say("day-do-block"), exact: true }));
    await tick(panel.getByRole("checkbox", { name: "Стол 11", exact: true }));
    await fill(panel.getByLabel(say("day-from-field"), { exact: true }), `${day}T18:00`);
    await fill(panel.getByLabel(say("day-until-field"), { exact: true }), `${day}T20:00`);
    await fill(panel.getByLabel(say("fact-reason"), { exact: true }), reason);
    await press(panel.getByRole("button", { name: say("day-block.button"), exact: true }));
    await told(page, say("day-done-block"));
    assert.deepEqual((await blocks()).map(({ resources }) => resources), [[11]]);
    await press(page.getByRole("link", { name: "Стол 11", exact: true }));
    await panel.getByText(reason).waitFor();
    await press(panel.getByRole("button", { name: say("day-do-unblock") }));
    await told(page, say("day-done-unblock"));
    assert.deepEqual(await blocks(), []);
  });

  each("one request is accepted, another declined with a reason", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by({ as: "staff@practice.example" });
    const [day, yes, no] = [dayOf(manner), `Yes ${manner.place}`, `No ${manner.place}`];
    await asks(house, day, "11:00", yes);
    await asks(house, day, "12:00", no);
    await page.goto(`/staff/practice?date=${day}`);
    await press(page.getByRole("button", { name: new RegExp(`^${say("day-do-confirm")}.*${yes}$`) }));
    await told(page, say("day-done-confirm", { guest: yes }));
    assert.equal((await named(house, yes, "practice", day)).state, "confirmed");
    await press(page.getByRole("link", { name: new RegExp(`^${say("day-do-decline")}.*${no}$`) }));
    await page.getByRole("heading", { name: say("day-decline.title") }).waitFor();
    await fill(page.getByLabel(say("decide-reason")), "Holiday");
    await press(page.locator("#panel").getByRole("button", { name: say("day-decline.button"), exact: true }));
    await told(page, say("day-done-decline", { guest: no }));
    assert.equal((await named(house, no, "practice", day)).state, "declined");
  });

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

  story("a line that is entered twice in a hurry is one booking, and the next begins empty", async ({ house, by }) => {
    const page = await by({ as: HOST });
    await page.goto(`${DAY}?date=2026-12-05`);
    await page.locator("#line").fill("18:00 2 Hurried");
    await page.getByRole("button", { name: "Enter", exact: true }).dblclick();
    await told(page, "Booked: Hurried");
    await page.waitForFunction(() => document.getElementById("line").value === "");
    const all = await bookings(house, "restaurant", "2026-12-05");
    assert.equal(all.filter((booking) => booking.contact.name === "Hurried").length, 1);
  });

  story("a chosen date is shown at once", async ({ by }) => {
    const page = await by({ as: HOST });
    await page.goto(DAY);
    await page.getByLabel("Date", { exact: true }).fill("2026-12-06");
    await page.waitForURL(/date=2026-12-06/);
  });

  story("what is wrong is told where one looks", async ({ by }) => {
    const page = await by({ as: HOST });
    await page.goto(`${DAY}?doing=block`);
    const button = page.locator("#panel form.deed button.first");
    await button.scrollIntoViewIfNeeded();
    await button.click();
    const trouble = page.getByRole("alert");
    await trouble.waitFor();
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector(".trouble").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  });

  story("requests are decided by keys, and who has the same wish is named", async ({ house, by }) => {
    const page = await by({ as: "staff@practice.example" });
    await page.goto("/staff/practice");
    const second = page.locator(".wish").nth(1).locator(".who");
    const name = await second.textContent();
    const accepted = page.getByRole("status").filter({ hasText: `Accepted: ${name}` });
    await page.locator(".wish .who").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction((name) => document.activeElement?.textContent === name, name);
    await page.keyboard.press("a");
    await accepted.waitFor();
    assert.equal((await named(house, name, "practice", "2026-11-22")).state, "confirmed");
    // What is decided goes, and the next has the focus: nobody has to look for it.
    await page.waitForFunction(() => document.activeElement?.matches(".wish .who"));
    await page.keyboard.press("d");
    await page.getByRole("heading", { name: "Decline the request?" }).waitFor();
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
});
