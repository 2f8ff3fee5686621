// The page on which guests book, where it is special: rivals, changes of mind, frames, what it weighs; and a guest's own booking.

import assert from "node:assert/strict";
import { createServer } from "node:http";

import { PHONE } from "./people.mjs";
import { stories } from "./story.mjs";

/** The bookings of a venue under that name. */
async function named(house, venue, name) {
  const found = await house.api("GET", `/v1/venues/${venue}/bookings?limit=200`);
  return found.items.filter((booking) => booking.contact.name === name);
}

/** Presses a time of the list below, once the form of the one before is away. */
const time = (page, label) => page.locator("#times").getByRole("button", { name: label }).first();

stories((story, each) => {
  each("a guest moves his own booking, takes it into his calendar, and cancels it", async ({ house, manner, by }) => {
    const { page, press, fill, tick, say } = await by();
    const [day, email] = [`2026-11-${24 + manner.place}`, `own-${manner.place}@example.org`];
    const order = { from: `${day}T18:00`, party: 2, name: "Own", email, phone: "+79123456789" };
    const { id } = await house.api("POST", "/v1/venues/restaurant/bookings", order);
    const now = () => house.api("GET", `/v1/venues/restaurant/bookings/${id}`);
    await page.goto(await house.link(email, "/b/restaurant/"));
    await page.getByRole("heading", { name: say("guest-confirmed.title") }).waitFor();

    await press(page.locator("#move summary"));
    await fill(page.getByLabel(say("move-date"), { exact: true }), `2026-12-0${1 + manner.place}`);
    await press(page.getByRole("button", { name: say("look") }));
    await page.waitForURL(/2026-12-/);
    await tick(page.getByRole("radio", { name: "20:15" }));
    await press(page.getByRole("button", { name: say("move-button") }));
    await page.waitForURL((url) => !url.search.includes("2026-12"));
    await page.getByText("20:15").first().waitFor();
    assert.equal((await now()).local, `2026-12-0${1 + manner.place}T20:15:00`);

    const [calendar] = await Promise.all([
      page.waitForEvent("download"),
      press(page.getByRole("link", { name: say("calendar") })),
    ]);
    assert.match(calendar.suggestedFilename(), /\.ics$/);

    await press(page.locator("#leave summary"));
    await fill(page.getByLabel(say("leave-reason")), "A cold");
    await press(page.getByRole("button", { name: say("leave-cancel.button") }));
    await page.getByRole("heading", { name: say("guest-cancelled.title") }).waitFor();
    const { items } = await house.api("GET", `/v1/venues/restaurant/bookings/${id}/history`);
    const last = items.at(-1);
    assert.deepEqual([last.act, last.after, last.reason], ["cancel", "cancelled", "A cold"]);
  });

  for (const scripts of [true, false]) {
    const how = scripts ? "with" : "without";
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

  story("a page that is loaded anew with its form open is as quick as before", async ({ by }) => {
    const page = await by({ size: PHONE });
    await page.goto("/restaurant");
    await time(page, "20:30").click();
    await page.waitForURL(/at=/);
    await page.reload();
    await page.locator("#kept .left", { hasText: /^4:[45]\d$/ }).waitFor();
    await page.getByLabel("Your name").fill("Reloading");
    await time(page, "20:45").click();
    await page.getByRole("heading", { name: /20:45/ }).waitFor();
    assert.equal(await page.getByLabel("Your name").inputValue(), "Reloading");
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
