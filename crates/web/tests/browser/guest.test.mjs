// The page on which guests book, as they use it: on phones and at desks, with and without scripts, with a mouse or a keyboard.

import assert from "node:assert/strict";
import { createServer } from "node:http";

import { DESK, PHONE } from "./people.mjs";
import { TODAY } from "./house.mjs";
import { stories } from "./story.mjs";

/** The bookings of a venue under that name. */
async function named(house, venue, name) {
  const found = await house.api("GET", `/v1/venues/${venue}/bookings?limit=200`);
  return found.items.filter((booking) => booking.contact.name === name);
}

/** Presses a time of the list below, once the form of the one before is away. */
const time = (page, label) => page.locator("#times").getByRole("button", { name: label }).first();

stories((story) => {
  for (const scripts of [true, false]) {
    const how = scripts ? "with" : "without";

    story(`a table is booked in two presses and two fields, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ size: PHONE, language: "ru", scripts });
      const name = `Мария ${how}`;
      await page.goto("/restaurant");
      await time(page, "20:00").click();
      await page.getByText(/Держим это время за вами до 17:\d\d/).waitFor();
      await page.getByLabel("Ваше имя").fill(name);
      await page.getByLabel("Почта", { exact: true }).fill(`${how}@example.org`);
      await page.getByRole("button", { name: "Забронировать" }).click();
      await page.getByRole("heading", { name: "Ваша бронь" }).waitFor();
      assert.match(page.url(), /\/b\/restaurant\//);
      const [booking] = await named(house, "restaurant", name);
      assert.deepEqual([booking.local, booking.party, booking.language], [`${TODAY}T20:00:00`, 2, "ru"]);
      const [letter] = await house.letters(`${how}@example.org`);
      assert.ok(letter.links.includes(page.url()), letter.links.join());
    });

    story(`a room is chosen by name and length, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ size: DESK, scripts });
      const name = `Team ${how}`;
      await page.goto("/rooms");
      await page.getByRole("link", { name: /Байкал/ }).click();
      await page.locator("[aria-current]", { hasText: "Байкал" }).waitFor();
      await page.getByLabel("How long").selectOption({ label: "2 h" });
      if (!scripts) await page.getByRole("button", { name: "Show free times" }).click();
      await page.waitForURL(/minutes=120/);
      await time(page, scripts ? "10:00" : "12:00").click();
      await page.getByRole("heading", { name: scripts ? /10:00–12:00/ : /12:00–14:00/ }).waitFor();
      await page.getByLabel("Your name").fill(name);
      await page.getByLabel("E-mail", { exact: true }).fill(`${how}@rooms.example`);
      await page.getByRole("button", { name: "Book", exact: true }).click();
      await page.waitForURL(/\/b\/rooms\//);
      const [booking] = await named(house, "rooms", name);
      assert.deepEqual(booking.resources, [3]);
    });

    story(`a specialist is asked for an appointment, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ size: PHONE, scripts });
      const name = `Client ${how}`;
      await page.goto("/practice");
      await page.getByRole("link", { name: /Мария Гордеева/ }).click();
      await page.locator("[aria-current]", { hasText: "Гордеева" }).waitFor();
      await time(page, scripts ? "10:00" : "11:00").click();
      await page.getByText("We will answer you within 24 h.").waitFor();
      await page.getByLabel("Your name").fill(name);
      await page.getByLabel("E-mail", { exact: true }).fill(`${how}@practice.example`);
      await page.getByText("Add a wish").click();
      await page.getByLabel("Wishes").fill("First visit");
      await page.getByRole("button", { name: "Send request" }).click();
      await page.getByRole("heading", { name: "Your request" }).waitFor();
      const [booking] = await named(house, "practice", name);
      assert.deepEqual([booking.state, booking.note], ["tentative", "First visit"]);
    });

    story(`two want the same time: one gets it, the other a helpful page, ${how} scripts`, async ({ house, by }) => {
      const [one, other] = [await by({ scripts }), await by({ scripts })];
      const path = "/practice?kind=specialist&who=2";
      await Promise.all([one.goto(path), other.goto(path)]);
      const label = scripts ? "14:00" : "15:00";
      await time(one, label).click();
      await one.getByLabel("Your name").waitFor();
      await time(other, label).click();
      await other.getByRole("alert").getByText("Somebody else has just taken that time.").waitFor();
      const near = other.locator(".nearest").getByRole("button");
      assert.ok(await near.count() >= 1);
      await one.getByLabel("Your name").fill(`First ${how}`);
      await one.getByLabel("E-mail", { exact: true }).fill("first@example.org");
      await one.getByRole("button", { name: "Send request" }).click();
      await one.waitForURL(/\/b\/practice\//);
      await near.first().click();
      await other.getByLabel("Your name").waitFor();
      assert.equal((await named(house, "practice", `First ${how}`)).length, 1);
    });
  }

  story("a table is booked by keyboard alone", async ({ house, by }) => {
    const page = await by({});
    await page.goto("/restaurant");
    await page.getByLabel("Guests").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForURL(/party=3/);
    await time(page, "21:30").focus();
    await page.keyboard.press("Enter");
    // Typing begins where it is wanted.
    await page.locator("#name:focus").waitFor();
    await page.keyboard.type("Keys");
    await page.keyboard.press("Tab");
    await page.keyboard.type("keys@example.org");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/b\/restaurant\//);
    const [booking] = await named(house, "restaurant", "Keys");
    assert.equal(booking.party, 3);
  });

  story("what was typed outlives another choice, and the seconds run down", async ({ by }) => {
    const page = await by({ size: PHONE });
    await page.goto("/restaurant");
    await time(page, "19:00").click();
    await page.locator("#kept .left", { hasText: /^4:5\d$/ }).waitFor();
    await page.getByLabel("Your name").fill("Wavering");
    await page.getByLabel("Guests").selectOption("4");
    await page.waitForURL(/party=4/);
    await time(page, "21:00").click();
    await page.getByLabel("Your name").waitFor();
    assert.equal(await page.getByLabel("Your name").inputValue(), "Wavering");
    // Another time takes the words along, too.
    await time(page, "21:15").click();
    await page.getByRole("heading", { name: /21:15/ }).waitFor();
    assert.equal(await page.getByLabel("Your name").inputValue(), "Wavering");
  });

  story("without scripts another time takes the words along", async ({ by }) => {
    const page = await by({ scripts: false });
    await page.goto("/restaurant");
    await time(page, "22:00").click();
    await page.getByLabel("Your name").fill("Wavering");
    await time(page, "22:15").click();
    await page.getByRole("heading", { name: /22:15/ }).waitFor();
    assert.equal(await page.getByLabel("Your name").inputValue(), "Wavering");
  });

  story("a day without anything leads to the next that has something", async ({ by }) => {
    const page = await by({ language: "ru" });
    await page.goto("/rooms?date=2026-11-22");
    await page.getByText("Свободного времени нет: воскресенье, 22 ноября 2026 г.").waitFor();
    await page.getByRole("link", { name: "понедельник, 23 ноября 2026 г." }).last().click();
    await time(page, "08:00").waitFor();
  });

  story("it stands in a frame where the venue says so, and nowhere else", async ({ house, by }) => {
    const site = createServer((_, answer) => {
      answer.setHeader("content-type", "text/html");
      answer.end(`<!doctype html><title>A site</title><iframe src="${house.url}/restaurant?embed" width="400" height="900"></iframe>`);
    });
    await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${site.address().port}`;
    const context = await (await by({})).context().browser().newContext({ locale: "en-GB" });
    try {
      const page = await context.newPage();
      await page.goto(url);
      assert.equal(await page.frameLocator("iframe").getByRole("heading", { name: "Трактир" }).count(), 0);
      await house.api("PATCH", "/v1/venues/restaurant", { embedders: [url] });
      await page.goto(url);
      const frame = page.frameLocator("iframe");
      await frame.getByRole("button", { name: "18:30" }).click();
      await frame.getByLabel("Your name").fill("Framed");
      await frame.getByLabel("E-mail", { exact: true }).fill("framed@example.org");
      await frame.getByRole("button", { name: "Book", exact: true }).click();
      await frame.getByText("It is booked").waitFor();
      assert.equal((await named(house, "restaurant", "Framed")).length, 1);
    } finally {
      await context.close();
      site.close();
    }
  });

  story("the first paint is small", async ({ by }) => {
    const page = await by({ size: PHONE });
    const came = [];
    page.on("requestfinished", (request) => came.push(request));
    await page.goto("/restaurant");
    await page.waitForLoadState("networkidle");
    const sizes = await Promise.all(came.map((request) => request.sizes()));
    const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
    assert.ok(came.length >= 3 && bytes <= 60 * 1024, `${came.length} answers of ${bytes} bytes`);
  });
});
