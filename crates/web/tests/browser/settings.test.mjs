// The settings of a venue, as somebody who runs it uses them; and founding one.

import assert from "node:assert/strict";

import { DESK, PHONE } from "./people.mjs";
import { TODAY } from "./house.mjs";
import { stories } from "./story.mjs";

const ADMIN = "admin@restaurant.example";
const OPERATOR = "operator@demo.example";
const SETTINGS = "/admin/restaurant";

const WORDS = {
  en: {
    rooms: /Rooms/,
    name: "Name",
    next: "Next",
    address: "Name in addresses",
    zone: "Time zone",
    lines: "One a line",
    look: "Look at everything",
    make: "Make the venue",
    made: "The venue is made",
  },
  ru: {
    rooms: /Комнаты/,
    name: "Название",
    next: "Дальше",
    address: "Имя в адресах",
    zone: "Часовой пояс",
    lines: "По одному на строке",
    look: "Посмотреть всё",
    make: "Создать заведение",
    made: "Заведение создано",
  },
};

stories((story) => {
  for (const language of ["en", "ru"]) {
    for (const scripts of [true, false]) {
      const how = `${language}, ${scripts ? "with" : "without"} scripts`;
      story(`a venue is founded in three steps: ${how}`, async ({ house, by }) => {
        const words = WORDS[language];
        const page = await by({ as: OPERATOR, language, scripts, size: scripts ? DESK : PHONE, zone: "Asia/Tokyo" });
        const slug = `halls-${language}-${scripts ? 1 : 0}`;
        await page.goto("/admin/new");
        await page.getByRole("radio", { name: words.rooms }).check();
        await page.getByLabel(words.name).fill("Залы и комнаты");
        await page.getByRole("button", { name: words.next }).click();
        assert.equal(await page.getByLabel(words.address).inputValue(), "zaly-i-komnaty");
        await page.getByLabel(words.address).fill(slug);
        // Scripts know where the browser is; without them it is what is likely for the language.
        const zones = { en: "Europe/London", ru: "Europe/Moscow" };
        assert.equal(await page.getByLabel(words.zone).inputValue(), scripts ? "Asia/Tokyo" : zones[language]);
        await page.getByRole("button", { name: words.next }).click();
        await page.getByLabel(words.lines).fill("Зал 1-3; 10\nТеатр; 100; 2500");
        await page.getByRole("button", { name: words.look }).click();
        await page.getByText("Зал 2").waitFor();
        await page.getByRole("button", { name: words.make }).click();
        await page.getByRole("status").filter({ hasText: words.made }).waitFor();
        const { items } = await house.api("GET", `/v1/venues/${slug}/resources`);
        assert.equal(items.length, 4);
        assert.equal(items.find((one) => one.name === "Театр").price, 250_000);
      });
    }
  }

  story("a venue is founded by keyboard alone", async ({ house, by }) => {
    const page = await by({ as: OPERATOR });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.goto("/admin/new");
    await page.getByRole("radio", { name: /Restaurant/ }).focus();
    await press("ArrowDown", "ArrowDown", "Tab");
    await page.keyboard.type("Quiet Hands");
    await press("Enter");
    await page.getByRole("heading", { name: "Where and when?" }).waitFor();
    await page.getByLabel("Name in addresses").focus();
    await press("Enter");
    await page.getByRole("heading", { name: "What can be booked?" }).waitFor();
    await page.getByLabel("One a line").focus();
    await press("ControlOrMeta+a");
    await page.keyboard.type("Mary Hands");
    await press("Tab", "Enter");
    await page.getByRole("heading", { name: "Is this right?" }).waitFor();
    await page.getByRole("button", { name: "Make the venue" }).focus();
    await press("Enter");
    await page.getByRole("status").filter({ hasText: "The venue is made" }).waitFor();
    const { items } = await house.api("GET", "/v1/venues/quiet-hands/resources");
    assert.deepEqual(items.map((one) => [one.name, one.schedule]), [["Mary Hands", "slots"]]);
  });

  for (const scripts of [true, false]) {
    const how = scripts ? "with" : "without";
    story(`tables are pasted, looked at and added, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: ADMIN, scripts });
      const name = scripts ? "Веранда" : "Беседка";
      await page.goto(SETTINGS);
      await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "What can be booked" }).click();
      await page.getByLabel("One a line").fill(`${name} 1-3; много`);
      await page.getByRole("button", { name: "Look at what it comes to" }).click();
      await page.getByRole("alert").getByText("Line 1").waitFor();
      assert.equal(await page.getByLabel("One a line").inputValue(), `${name} 1-3; много`);
      await page.getByLabel("One a line").fill(`${name} 1-3; 4`);
      await page.getByRole("button", { name: "Look at what it comes to" }).click();
      await page.getByRole("heading", { name: "3 things will be added" }).waitFor();
      await page.getByRole("button", { name: "Add all 3" }).click();
      await page.getByRole("status").filter({ hasText: "Added." }).waitFor();
      await page.getByRole("link", { name: `${name} 2` }).click();
      await page.getByLabel("Seats to").fill("5");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("status").filter({ hasText: "Saved." }).waitFor();
      await page.getByText("Delete it").first().click();
      await page.getByRole("button", { name: "Delete it" }).click();
      await page.getByRole("status").filter({ hasText: "Deleted." }).waitFor();
      const { items } = await house.api("GET", "/v1/venues/restaurant/resources");
      assert.equal(items.filter((one) => one.name.startsWith(name)).length, 2);
    });

    story(`hours that touch bookings ask first and name them, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: ADMIN, scripts });
      await page.goto(`${SETTINGS}/hours`);
      await page.getByLabel("Day", { exact: true }).fill(TODAY);
      await page.getByLabel("Hours", { exact: true }).fill(scripts ? "" : "12:00–13:00");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { name: "This touches bookings" }).waitFor();
      await page.getByText("Jonas Weber").waitFor();
      await page.getByRole("link", { name: "Leave it as it was" }).click();
      const before = await house.api("GET", "/v1/venues/restaurant/hours");
      assert.ok(!(TODAY in before.hours.exceptions));
      await page.getByLabel("Day", { exact: true }).fill(TODAY);
      await page.getByLabel("Hours", { exact: true }).fill(scripts ? "" : "12:00–13:00");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("button", { name: "Save all the same" }).click();
      await page.getByRole("status").filter({ hasText: "Saved." }).waitFor();
      const { hours } = await house.api("GET", "/v1/venues/restaurant/hours");
      assert.equal(hours.exceptions[TODAY].length, scripts ? 0 : 1);
      await page.getByRole("button", { name: /Remove.*21 November 2026/ }).click();
      await page.getByRole("status").filter({ hasText: "Saved." }).waitFor();
    });

    story(`a rule is a sentence that is changed where it stands, ${how} scripts`, async ({ house, by }) => {
      const page = await by({ as: ADMIN, scripts, size: scripts ? DESK : PHONE });
      await page.goto(`${SETTINGS}/rules`);
      await page.getByRole("link", { name: /Until when one may cancel/ }).click();
      await page.getByLabel("How long").fill("2");
      await page.getByLabel("Unit").selectOption("Days");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Guests may cancel until 2 days before the visit.").waitFor();
      const { own } = await house.api("GET", "/v1/venues/restaurant/policy");
      assert.equal(own.cancel_deadline_minutes, 2 * 24 * 60);
      // A table of its own takes what it leaves open from the venue.
      await page.goto(`${SETTINGS}/resources/1/rules`);
      await page.getByText("Guests may cancel until 2 days before the visit.").waitFor();
      await page.getByRole("link", { name: /Until when one may cancel/ }).click();
      await page.getByLabel("How long").fill("");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Guests may cancel at any time.").waitFor();
      await page.getByRole("link", { name: /Until when one may cancel/ }).click();
      await page.getByRole("button", { name: /Do not set it here/ }).click();
      await page.getByText("Guests may cancel until 2 days before the visit.").waitFor();
    });
  }

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
