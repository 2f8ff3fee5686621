// The floor plan: drawn by those who run a venue, used by those who stand at its door.

import assert from "node:assert/strict";

import { PHONE } from "./people.mjs";
import { TODAY, until } from "./house.mjs";
import { stories } from "./story.mjs";

const HOST = "staff@restaurant.example";
const FLOOR = "/staff/restaurant?view=floor";
const PLAN = "/admin/restaurant/floor";

/** Where a table stands, as the API knows it. */
async function stands(house, resource, venue = "restaurant") {
  const plan = await house.api("GET", `/v1/venues/${venue}/floor-plan`);
  const places = plan.rooms.flatMap((room) => room.places.map((place) => ({ ...place, room: room.name })));
  return places.find((place) => place.resource === resource);
}

async function saved(page) {
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").filter({ hasText: "The plan is saved." }).waitFor();
}

async function table(house, number) {
  const list = await house.api("GET", "/v1/venues/restaurant/resources");
  return list.items.find((item) => item.number === number).id;
}

/** Waits until the page says so of itself. */
const told = (page, words) => page.getByRole("status").filter({ hasText: words }).waitFor();

stories((story, each) => {
  each("a table is booked, and another closed, at a time that the floor is shown at", async ({ house, manner, by }) => {
    const { page, press, fill, slide, say } = await by({ as: HOST });
    const [day, name, reason] = [`2026-11-${23 + manner.place}`, `Seated ${manner.place}`, `Paint ${manner.place}`];
    const panel = page.locator("#panel");
    const [booked, closed] = [await table(house, 8), await table(house, 9)];
    await page.goto(`${FLOOR}&date=${day}`);
    // A quarter past eight; the day begins at noon.
    await slide(page.getByLabel(say("day-at"), { exact: true }), 495);
    if (!manner.scripts) await press(page.locator(".clockwork").getByRole("button", { name: say("day-go") }));
    await page.waitForURL(/at=495/);
    await press(page.locator(`#tile-${booked}`));
    await panel.getByText(say("day-shown", { at: "20:15" })).waitFor();
    await press(panel.getByRole("link", { name: say("day-do-book"), exact: true }));
    await panel.getByLabel(say("day-name"), { exact: true }).waitFor();
    assert.equal(await panel.getByLabel(say("day-from-field"), { exact: true }).inputValue(), "20:15");
    await fill(panel.getByLabel(say("day-party"), { exact: true }), "3");
    await fill(panel.getByLabel(say("day-name"), { exact: true }), name);
    await press(panel.getByRole("button", { name: say("day-book.button"), exact: true }));
    await told(page, say("day-done-book", { guest: name }));
    const { items } = await house.api("GET", `/v1/venues/restaurant/bookings?date=${day}&limit=200`);
    const made = items.find((item) => item.contact.name === name);
    assert.deepEqual([made.local, made.resources], [`${day}T20:15:00`, [booked]]);
    await page.locator(`#tile-${booked}`).getByText(/20:15|21:|22:/).first().waitFor();

    await press(panel.getByRole("link", { name: say("day-close"), exact: true }));
    await panel.waitFor({ state: "detached" });
    await press(page.locator(`#tile-${closed}`));
    await press(panel.getByRole("link", { name: say("day-do-block"), exact: true }));
    await fill(panel.getByLabel(say("day-until-field"), { exact: true }), `${day}T22:00`);
    await fill(panel.getByLabel(say("fact-reason"), { exact: true }), reason);
    await press(panel.getByRole("button", { name: say("day-block.button"), exact: true }));
    await told(page, say("day-done-block"));
    const blocks = (await house.api("GET", `/v1/venues/restaurant/blocks?date=${day}`)).items;
    assert.deepEqual(blocks.find((block) => block.reason === reason).resources, [closed]);
  });

  each("a party at the door is seated on a free table in three presses", async ({ house, manner, by }) => {
    const { page, press, say } = await by({ as: HOST });
    const id = await table(house, [4, 5, 6, 10, 11][manner.place]);
    await page.goto(FLOOR);
    await press(page.locator(`#tile-${id}`));
    await press(page.locator("#panel").getByRole("link", { name: say("day-do-walk-in"), exact: true }));
    await press(page.locator("#panel").getByRole("button", { name: "2", exact: true }));
    await told(page, say("day-done-walk-in", { guest: say("day-guest") }));
    const found = await house.api("GET", `/v1/venues/restaurant/bookings?date=${TODAY}&limit=200`);
    const there = found.items.filter((item) => item.state === "seated" && item.resources.includes(id));
    assert.equal(there.length, 1);
    await page.locator(`#tile-${id}.there`).waitFor();
  });

  each("a table is turned by its numbers, taken off the plan and put back", async ({ house, manner, by }) => {
    const { page, press, fill, choose, say } = await by({ as: "admin@restaurant.example" });
    const id = await table(house, [1, 2, 4, 5, 7][manner.place]);
    const { room } = await stands(house, id);
    const turn = page.locator(`#place-${id}-turn`);
    const open = async () => {
      if (!(await turn.isVisible())) await press(page.locator("summary", { hasText: `${say("plan-numbers")}: ${room}` }));
    };
    const save = async () => {
      await press(page.getByRole("button", { name: say("plan-save"), exact: true }));
      await told(page, say("plan-saved"));
    };
    await page.goto(PLAN);
    await open();
    await fill(turn, "45");
    await save();
    assert.equal((await stands(house, id)).turn, 45);
    await page.goto(PLAN);
    await open();
    await press(page.locator(`#take-place-${id}`));
    await page.locator(`#put-${id}`).waitFor();
    await choose(page.getByLabel(say("plan-into"), { exact: true }), room);
    await press(page.locator(`#put-${id}`));
    await page.locator(`#put-${id}`).waitFor({ state: "detached" });
    await save();
    assert.equal((await stands(house, id)).room, room);
  });


  story("a table is moved by keyboard alone, told where it is, taken back and moved again", async ({ house, by }) => {
    const page = await by({ as: "admin@restaurant.example" });
    const id = await table(house, 9);
    const before = await stands(house, id);
    await page.goto(PLAN);
    const piece = page.locator(`#piece-place-${id}`);
    await piece.focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#said", { hasText: "65 across, 32 down" }).waitFor();
    await page.keyboard.press("Shift+ArrowDown");
    await page.locator("#said", { hasText: "65 across, 33 down" }).waitFor();
    await page.keyboard.press("r");
    assert.equal(await page.locator(`#place-${id}-turn`).inputValue(), "15");
    await page.getByText("Not saved yet.").waitFor();
    await page.keyboard.press("Control+z");
    await until(async () => (await page.locator(`#place-${id}-turn`).inputValue()) === "0");
    await page.keyboard.press("Control+z");
    await until(async () => (await page.locator(`#place-${id}-y`).inputValue()) === "32");
    await page.keyboard.press("Control+Shift+z");
    await until(async () => (await page.locator(`#place-${id}-y`).inputValue()) === "33");
    assert.ok(await piece.evaluate((it) => it === document.activeElement), "the focus stays on the table");
    // At the wall it stops.
    for (let step = 0; step < 20; step++) await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator(`#place-${id}-x`).inputValue(), "125");
    await page.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "The plan is saved." }).waitFor();
    const after = await stands(house, id);
    assert.deepEqual([after.x, after.y, after.turn], [125, 33, 0]);
    assert.notDeepEqual(after, before);
  });

  story("a table is taken off and put back by keyboard alone", async ({ house, by }) => {
    const page = await by({ as: "admin@restaurant.example", language: "ru" });
    const id = await table(house, 10);
    await page.goto(PLAN);
    await page.locator(`#piece-place-${id}`).focus();
    await page.keyboard.press("Delete");
    const chip = page.locator(`#put-${id}`);
    await chip.waitFor();
    await page.locator(".palette .count", { hasText: "1" }).waitFor();
    await until(() => chip.evaluate((it) => it === document.activeElement));
    await page.keyboard.press("Enter");
    const piece = page.locator(`#piece-place-${id}`);
    await piece.waitFor();
    await until(() => piece.evaluate((it) => it === document.activeElement));
    await page.keyboard.press("Enter");
    const across = page.locator(`#place-${id}-x`);
    await until(() => across.evaluate((it) => it === document.activeElement));
  });

  story("a table is dragged with the mouse, on the grid, in one step that is taken back", async ({ house, by }) => {
    const page = await by({ as: "admin@restaurant.example" });
    const id = await table(house, 3);
    await page.goto(PLAN);
    const box = await page.locator(`#piece-place-${id} .body`).boundingBox();
    const unit = box.width / 14;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const drag = async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 5 * unit, y + 2 * unit, { steps: 4 });
      await page.mouse.move(x + 20 * unit, y + 4 * unit, { steps: 4 });
      await page.mouse.up();
    };
    const now = async () => Promise.all(["x", "y"].map((axis) => page.locator(`#place-${id}-${axis}`).inputValue()));
    await drag();
    assert.deepEqual(await now(), ["80", "10"]);
    assert.ok(!page.url().includes("#"), "the drag is no click on the link");
    await page.getByRole("button", { name: "Undo" }).click();
    await until(async () => (await now())[0] === "58");
    assert.ok(await page.getByRole("button", { name: "Undo" }).isDisabled());
    await page.getByRole("button", { name: "Redo" }).click();
    await until(async () => (await now())[0] === "80");
    await saved(page);
    const after = await stands(house, id);
    assert.deepEqual([after.x, after.y], [80, 10]);
  });

  story("what stands nowhere is dragged out of the list into a room", async ({ house, by }) => {
    const page = await by({ as: "admin@restaurant.example" });
    const id = await table(house, 6);
    await page.goto(PLAN);
    await page.locator(`#piece-place-${id}`).focus();
    await page.keyboard.press("Delete");
    const chip = page.locator(`#put-${id}`);
    await chip.waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    const [from, hall] = await Promise.all([chip.boundingBox(), page.locator("svg.draw").first().boundingBox()]);
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(hall.x + hall.width * 0.8, hall.y + hall.height * 0.2, { steps: 8 });
    await page.locator("svg.draw.landing").waitFor();
    await page.mouse.up();
    await page.locator(`#piece-place-${id}`).waitFor();
    assert.equal(await page.locator(`#place-${id}-room`).inputValue(), "0");
    await saved(page);
    assert.equal((await stands(house, id)).room, "Зал");
  });

  for (const scripts of [true, false]) {
    const how = scripts ? "with" : "without";
    story(`a venue without a plan gets one, ${how} scripts`, async ({ house, by }) => {
      const venue = scripts ? "rooms" : "practice";
      const page = await by({ as: `admin@${venue}.example`, scripts, size: scripts ? PHONE : undefined });
      await page.goto(`/admin/${venue}/floor`);
      await page.getByRole("button", { name: "Lay out the rest" }).click();
      await page.getByText("Everything has its place.").waitFor();
      await page.getByText("Name and numbers: Room 1").click();
      await page.getByLabel("Room 1: Name").fill("Second floor");
      await page.getByRole("button", { name: "Add a wall" }).click();
      await page.locator("legend", { hasText: "Wall 1" }).waitFor();
      await page.locator("#mark-0-width").fill("300");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").getByText("it does not lie within its room").waitFor();
      assert.equal(await page.locator("#mark-0-width").inputValue(), "300");
      await page.locator("#mark-0-width").fill("60");
      await saved(page);
      const plan = await house.api("GET", `/v1/venues/${venue}/floor-plan`);
      assert.equal(plan.rooms[0].name, "Second floor");
      assert.deepEqual(plan.unplaced, []);
      assert.equal(plan.rooms[0].marks[0].width, 60);
    });

    story(`the floor is seen at another time, ${how} scripts`, async ({ by }) => {
      const page = await by({ as: HOST, scripts });
      await page.goto(FLOOR);
      const range = page.getByRole("slider", { name: "Show at" });
      await range.focus();
      // From half past five to a quarter past eight.
      for (let step = 0; step < 11; step++) await page.keyboard.press("ArrowRight");
      if (!scripts) await page.locator(".clockwork button").click();
      await page.locator("#at-clock", { hasText: "20:15" }).waitFor();
      await page.getByRole("link", { name: /Марк Либерман/ }).waitFor();
      await page.getByRole("link", { name: "Now", exact: true }).click();
      await page.locator("#at-clock", { hasText: /17:3\d/ }).waitFor();
      await page.getByRole("link", { name: /Марк Либерман/ }).waitFor({ state: "detached" });
    });
  }

  story("of two who draw at once the second keeps what he drew and is told", async ({ house, by }) => {
    const [one, other] = [await by({ as: "admin@restaurant.example" }), await by({ as: "operator@demo.example" })];
    const id = await table(house, 12);
    await one.goto(PLAN);
    await other.goto(PLAN);
    await one.locator(`#piece-place-${id}`).focus();
    await one.keyboard.press("ArrowRight");
    await saved(one);
    await other.locator(`#piece-place-${id}`).focus();
    await other.keyboard.press("ArrowUp");
    await other.getByRole("button", { name: "Save" }).click();
    await other.getByRole("alert").getByText("Somebody else saved another plan meanwhile").waitFor();
    await saved(other);
    const after = await stands(house, id);
    assert.deepEqual([after.x, after.y], [8, 55]);
  });

  story("a drawing that is not saved yet is not left by a slip of the hand", async ({ by }) => {
    const page = await by({ as: "admin@restaurant.example" });
    const asked = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    const hours = () => page.locator('a[href="/admin/restaurant/hours"]').first().click();
    await page.goto(PLAN);
    await page.locator(".piece").first().focus();
    await page.keyboard.press("ArrowRight");
    await saved(page);
    await hours();
    await page.waitForURL(/hours/);
    assert.deepEqual(asked, [], "what is saved can be left");

    await page.goto(PLAN);
    await page.locator(".piece").first().focus();
    await page.keyboard.press("ArrowLeft");
    await page.locator("#unsaved").waitFor();
    await hours();
    await page.waitForURL(/hours/);
    assert.deepEqual(asked, ["beforeunload"]);

    // The way out that the page itself offers once something is saved is no other.
    await page.goto(PLAN);
    await page.locator(".piece").first().focus();
    await page.keyboard.press("ArrowLeft");
    await saved(page);
    await page.locator(".piece").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#unsaved").waitFor();
    await page.getByRole("link", { name: "Floor of the day" }).click();
    await page.waitForURL(/staff/);
    assert.deepEqual(asked, ["beforeunload", "beforeunload"]);
  });
});
