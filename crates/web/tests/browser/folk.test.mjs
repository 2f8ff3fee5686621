// People, keys, letters, what could not be delivered, and one's own account.

import assert from "node:assert/strict";
import { createServer } from "node:http";

import { until } from "./house.mjs";
import { PHONE } from "./people.mjs";
import { stories } from "./story.mjs";

const ADMIN = "admin@restaurant.example";
const PASSWORD = "seven quiet herons";

/** The link to a page of that prefix that a letter brings. */
function link(letter, prefix) {
  return letter.links.find((link) => link.includes(prefix)) ?? assert.fail(`no link in ${letter.text}`);
}

stories((story) => {
  for (const scripts of [true, false]) {
    story(`somebody is invited, follows the letter and begins, ${scripts ? "with" : "without"} scripts`, async ({ house, by }) => {
      const email = scripts ? "vera@new.example" : "boris@new.example";
      const admin = await by({ as: ADMIN, scripts });
      await admin.goto("/admin/restaurant/people");
      await admin.getByRole("link", { name: "Invite somebody" }).click();
      await admin.getByLabel("E-mail").fill(email);
      await admin.getByLabel("First name").fill("Vera");
      await admin.getByLabel("Role").selectOption("staff");
      await admin.getByLabel("Language of the letter").selectOption("en");
      await admin.getByRole("button", { name: "Send the invitation" }).click();
      await admin.getByRole("status").getByText(`The letter to ${email} is on its way.`).waitFor();
      await admin.getByText("Invited, has not come yet").waitFor();

      const [letter] = await house.letters(email);
      const guest = await by({ scripts, size: PHONE });
      await guest.goto(link(letter, "/invitation/"));
      await guest.getByLabel("New password").fill(PASSWORD);
      await guest.getByLabel("The same password again").fill(PASSWORD);
      await guest.getByRole("button", { name: "Accept the invitation" }).click();
      await guest.getByRole("heading", { name: "The invitation is accepted" }).waitFor();
      await guest.goto("/staff/restaurant");
      assert.equal(new URL(guest.url()).pathname, "/staff/restaurant");

      await admin.goto("/admin/restaurant/people");
      await admin.getByRole("link", { name: "Vera" }).first().waitFor();
      assert.equal(await admin.getByText("Invited, has not come yet").count(), 0);
    });
  }

  story("somebody is shut out by keyboard alone, is asked first, and is let in again", async ({ by }) => {
    const page = await by({ as: ADMIN, language: "ru" });
    const press = async (name, role = "link") => {
      await page.getByRole(role, { name, exact: true }).focus();
      await page.keyboard.press("Enter");
    };
    await page.goto("/admin/restaurant/people");
    await page.getByLabel("Имя, адрес или телефон").focus();
    await page.keyboard.type("соколова");
    await page.keyboard.press("Enter");
    await page.waitForURL("**find=**");
    await press("Вера Соколова");
    await press("Закрыть доступ");
    await page.getByRole("heading", { name: "Закрыть доступ (Вера Соколова)?" }).waitFor();
    await press("Закрыть доступ", "button");
    await page.getByRole("status").getByText("Доступ закрыт.").waitFor();
    await press("Вернуть доступ", "button");
    await page.getByRole("status").getByText("Доступ снова открыт.").waitFor();
  });

  story("a key is made, opens the API, and opens nothing once it is taken back", async ({ house, by }) => {
    const page = await by({ as: ADMIN });
    await page.goto("/admin/restaurant/keys");
    await page.getByRole("button", { name: "Make the key" }).click();
    assert.equal(new URL(page.url()).pathname, "/admin/restaurant/keys", "the browser itself asks for a name");
    await page.getByLabel("What it is for").fill("Till");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByRole("alert").getByText("Tick at least one thing").waitFor();
    assert.equal(await page.getByLabel("What it is for").inputValue(), "Till");
    await page.getByLabel("See bookings").check();
    await page.getByRole("button", { name: "Make the key" }).click();
    const key = await page.getByLabel("Key", { exact: true }).inputValue();
    const asks = () =>
      fetch(`${house.url}/v1/venues/restaurant/bookings`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await asks()).status, 200);
    await page.getByRole("link", { name: "I have copied it" }).click();
    assert.equal((await page.content()).includes(key), false);
    await page.getByRole("link", { name: /^Take back.*Till$/ }).click();
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByRole("status").getByText("The key is taken back.").waitFor();
    assert.equal((await asks()).status, 401);
  });

  for (const [language, heading, tab, send] of [
    ["en", "Confirmed", "Русский", /Send me a test/],
    ["ru", "Бронь подтверждена", "English", /Прислать мне/],
  ]) {
    story(`a letter is looked at in both languages and sent to oneself, in ${language}`, async ({ house, by }) => {
      const page = await by({ as: ADMIN, language });
      await page.goto("/admin/restaurant/letters");
      await page.getByRole("link", { name: heading, exact: true }).first().click();
      await page.getByRole("heading", { name: heading }).waitFor();
      await page.getByRole("link", { name: tab }).click();
      const guest = tab === "English" ? "Anna Smith" : "Анна Смирнова";
      await page.frameLocator("iframe").getByText(guest).first().waitFor();
      const before = (await house.letters(ADMIN, 0)).length;
      await page.getByRole("button", { name: send }).click();
      await page.getByRole("status").getByText(ADMIN).waitFor();
      const [letter] = await house.letters(ADMIN, before + 1);
      assert.match(letter.text, new RegExp(guest));
    });
  }

  story("news that nobody took are sent again, or let go of", async ({ house, by }) => {
    // A program that says it is gone, until it is there again.
    let status = 410;
    const heard = [];
    const program = createServer((request, response) => {
      heard.push(request.url);
      request.resume();
      response.writeHead(status).end();
    });
    await new Promise((resolve) => program.listen(0, "127.0.0.1", resolve));
    try {
      const page = await by({ as: "operator@demo.example" });
      await page.goto("/admin/restaurant/keys");
      await page.getByLabel("Address").fill("till.example");
      await page.getByRole("button", { name: "Save" }).evaluate((button) => button.form.setAttribute("novalidate", ""));
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").getByText("http:// or https://").waitFor();
      await page.getByLabel("Address").fill(`http://127.0.0.1:${program.address().port}/news`);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("status").getByText("News go there from now on.").waitFor();
      for (const booking of (await house.api("GET", "/v1/venues/restaurant/bookings?date=2026-11-21&state=confirmed&limit=2")).items) {
        await house.api("POST", `/v1/venues/restaurant/bookings/${booking.id}/cancel`, { reason: "A story" });
      }
      await until(async () => {
        await page.goto("/admin/restaurant/given-up");
        return (await page.getByRole("button", { name: /^Send again/ }).count()) >= 1;
      });
      await page.getByText("To the program that hears the news").first().waitFor();
      await page.getByRole("button", { name: /^Let go/ }).first().click();
      await page.getByRole("link", { name: "Leave it as it is" }).click();
      status = 204;
      const before = heard.length;
      await page.getByRole("button", { name: /^Send again/ }).first().click();
      await page.getByRole("status").getByText("On its way again.").waitFor();
      await until(() => heard.length > before);
      for (;;) {
        const letGo = page.getByRole("button", { name: /^Let go/ });
        if ((await letGo.count()) === 0) break;
        await letGo.first().click();
        await page.getByRole("button", { name: "Let go" }).click();
        await page.getByRole("status").getByText("Let go of.").waitFor();
      }
      await page.getByText("Everything has arrived.").waitFor();
    } finally {
      program.close();
    }
  });

  story("one looks after one's own account", async ({ house, by }) => {
    const name = "staff@rooms.example";
    const page = await by({ as: name });
    await page.goto("/staff");
    await page.getByRole("link", { name: "Вера Соколова" }).click();
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await page.getByRole("link", { name: "Change name and language" }).click();
    await page.getByLabel("First name").fill("Vera");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").getByText("Saved.").waitFor();
    await page.getByRole("link", { name: "Change password" }).click();
    await page.getByLabel("Your present password").fill("a guess");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.locator("input[name=again]").fill(PASSWORD);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Your present password").fill(house.password);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.locator("input[name=again]").fill(PASSWORD);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByRole("status").getByText("The password is changed.").waitFor();
    const again = await by({});
    await again.goto("/login");
    await again.getByLabel("E-mail or login name").fill(name);
    await again.getByLabel("Password").fill(PASSWORD);
    await again.getByRole("button", { name: "Log in" }).click();
    await again.waitForURL("**/staff");
    await page.reload();
    await page.getByRole("button", { name: "Log out everywhere else" }).click();
    await page.getByRole("status").getByText("Everywhere else you are logged out.").waitFor();
    await again.reload();
    assert.match(again.url(), /\/login/);
  });
});
