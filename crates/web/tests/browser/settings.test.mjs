// The settings of a venue, as somebody who runs it uses them; and founding one.

import assert from "node:assert/strict";

import { stories } from "./story.mjs";

const ADMIN = "admin@restaurant.example";
const OPERATOR = "operator@demo.example";
const SETTINGS = "/admin/restaurant";

/** Waits until the page says so of itself. */
const told = (page, words) => page.getByRole("status").filter({ hasText: words }).waitFor();

stories((story, each) => {
  each("a venue is founded in three steps", async ({ house, manner, by }) => {
    const { page, press, fill, tick, say } = await by({ as: OPERATOR, zone: "Asia/Tokyo" });
    const slug = `halls-${manner.place}`;
    await page.goto("/admin/new");
    await tick(page.getByRole("radio", { name: say("founding-rooms.title") }));
    await fill(page.getByLabel(say("settings-name"), { exact: true }), "Залы и комнаты");
    await press(page.getByRole("button", { name: say("founding-what.button"), exact: true }));
    await page.getByRole("heading", { name: say("founding-where.title") }).waitFor();
    const address = page.getByLabel(say("founding-slug"), { exact: true });
    assert.equal(await address.inputValue(), "zaly-i-komnaty");
    await fill(address, slug);
    // Scripts know where the browser is; without them it is what is likely for the language.
    const zones = { en: "Europe/London", ru: "Europe/Moscow" };
    const zone = await page.getByLabel(say("settings-zone"), { exact: true }).inputValue();
    assert.equal(zone, manner.scripts ? "Asia/Tokyo" : zones[manner.language]);
    await press(page.getByRole("button", { name: say("founding-where.button"), exact: true }));
    await page.getByRole("heading", { name: say("founding-offer.title") }).waitFor();
    await fill(page.getByLabel(say("settings-lines"), { exact: true }), "Зал 1-3; 10\nТеатр; 100; 2500");
    await press(page.getByRole("button", { name: say("founding-offer.button"), exact: true }));
    await page.getByText("Зал 2").waitFor();
    await press(page.getByRole("button", { name: say("founding-sum.button"), exact: true }));
    await told(page, say("settings-done-founded"));
    const { items } = await house.api("GET", `/v1/venues/${slug}/resources`);
    assert.equal(items.length, 4);
    assert.equal(items.find((one) => one.name === "Театр").price, 250_000);
  });

  each("tables are pasted, looked at and added, changed and deleted", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by({ as: ADMIN });
    const name = ["Веранда", "Беседка", "Терраса", "Галерея", "Сад"][manner.place];
    const lines = page.getByLabel(say("settings-lines"), { exact: true });
    await page.goto(SETTINGS);
    const shelf = page.getByRole("navigation", { name: say("way-settings"), exact: true });
    await press(shelf.getByRole("link", { name: say("settings-resources"), exact: true }));
    await fill(lines, `${name} 1-3; много`);
    await press(page.getByRole("button", { name: say("settings-add-look") }));
    await page.getByRole("alert").getByText(say("settings-lines-wrong", { line: 1, problem: "" })).waitFor();
    assert.equal(await lines.inputValue(), `${name} 1-3; много`);
    await fill(lines, `${name} 1-3; 4`);
    await press(page.getByRole("button", { name: say("settings-add-look") }));
    await page.getByRole("heading", { name: say("settings-adding.title", { count: 3 }) }).waitFor();
    await press(page.getByRole("button", { name: say("settings-adding.button", { count: 3 }) }));
    await told(page, say("settings-done-added"));
    await press(page.getByRole("link", { name: `${name} 2` }));
    await fill(page.getByLabel(say("settings-seats-most"), { exact: true }), "5");
    await press(page.getByRole("button", { name: say("settings-save"), exact: true }));
    await told(page, say("settings-done-saved"));
    await press(page.locator("summary", { hasText: say("settings-delete.summary") }));
    await press(page.getByRole("button", { name: say("settings-delete.button"), exact: true }));
    await told(page, say("settings-done-deleted"));
    const { items } = await house.api("GET", "/v1/venues/restaurant/resources");
    assert.equal(items.filter((one) => one.name.startsWith(name)).length, 2);
  });

  each("hours that touch bookings ask first and name them", async ({ house, manner, by }) => {
    const { page, press, fill, say } = await by({ as: ADMIN });
    const day = `2026-11-${23 + manner.place}`;
    const guest = `Touched ${manner.place}`;
    await house.api("POST", "/v1/venues/restaurant/bookings", { from: `${day}T18:00`, party: 2, name: guest, phone: "+79123456789" });
    const spans = manner.keys ? "12:00–13:00" : "";
    const add = async () => {
      await fill(page.getByLabel(say("settings-from"), { exact: true }), day);
      await fill(page.getByLabel(say("settings-day-hours"), { exact: true }), spans);
      await press(page.getByRole("button", { name: say("settings-exceptions-button"), exact: true }));
      await page.getByRole("heading", { name: say("settings-effect.title") }).waitFor();
      await page.getByText(guest).waitFor();
    };
    const exceptions = async () => (await house.api("GET", "/v1/venues/restaurant/hours")).hours.exceptions;
    await page.goto(`${SETTINGS}/hours`);
    await add();
    await press(page.getByRole("link", { name: say("settings-effect.leave") }));
    assert.ok(!(day in (await exceptions())));
    await add();
    await press(page.getByRole("button", { name: say("settings-effect.button") }));
    await told(page, say("settings-done-saved"));
    assert.equal((await exceptions())[day].length, spans ? 1 : 0);
    await press(page.getByRole("button", { name: new RegExp(`^${say("settings-remove")}.* ${23 + manner.place} `) }));
    await page.getByRole("button", { name: new RegExp(`^${say("settings-remove")}`) }).waitFor({ state: "detached" });
    await told(page, say("settings-done-saved"));
    assert.ok(!(day in (await exceptions())));
  });

  each("a rule is a sentence that is changed where it stands", async ({ house, manner, by }) => {
    const { page, press, fill, choose, say } = await by({ as: ADMIN });
    const days = 2 + manner.place;
    const sentence = say("rule-cancel-deadline-minutes.some", { length: say("length-days", { number: days }) });
    const change = () => page.getByRole("link", { name: new RegExp(say("rule-cancel-deadline-minutes.title")) });
    await page.goto(`${SETTINGS}/rules`);
    await press(change());
    await fill(page.getByLabel(say("settings-count"), { exact: true }), String(days));
    await choose(page.getByLabel(say("settings-unit"), { exact: true }), say("settings-unit-days"));
    await press(page.getByRole("button", { name: say("settings-save"), exact: true }));
    await page.getByText(sentence).waitFor();
    const { own } = await house.api("GET", "/v1/venues/restaurant/policy");
    assert.equal(own.cancel_deadline_minutes, days * 24 * 60);
    // A table of its own takes what it leaves open from the venue.
    await page.goto(`${SETTINGS}/resources/1/rules`);
    await page.getByText(sentence).waitFor();
    await press(change());
    await fill(page.getByLabel(say("settings-count"), { exact: true }), "");
    await press(page.getByRole("button", { name: say("settings-save"), exact: true }));
    await page.getByText(say("rule-cancel-deadline-minutes.none")).waitFor();
    await press(change());
    await press(page.getByRole("button", { name: say("rules-inherited", { sentence: "" }).trim() }));
    await page.getByText(sentence).waitFor();
  });

  story("rules that contradict each other are refused with the reason", async ({ by }) => {
    const page = await by({ as: ADMIN, language: "ru" });
    await page.goto(`${SETTINGS}/rules?edit=lead_minutes`);
    await page.getByLabel("Сколько").fill("90");
    await page.getByLabel("Единица").selectOption("Дни");
    await page.getByRole("button", { name: "Сохранить" }).click();
    await page.getByRole("alert").getByText("забронировать было бы нельзя вовсе").waitFor();
    assert.equal(await page.getByLabel("Сколько").inputValue(), "90");
  });
});
