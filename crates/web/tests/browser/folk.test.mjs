// People, keys, letters, what could not be delivered, and one's own account.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { until } from "./house.mjs";
import { stories } from "./story.mjs";

const ADMIN = "admin@restaurant.example";
const PASSWORD = "seven quiet herons";

/** Waits until the page says so of itself. */
const told = (page, words) => page.getByRole("status").getByText(words).waitFor();

/** A program that hears the news; it says that it is gone, until it is let in again. */
async function program() {
  const heard = [];
  const answers = { status: 410 };
  const server = createServer((request, response) => {
    heard.push(request.url);
    request.resume();
    response.writeHead(answers.status).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/news`;
  return { url, heard, answers, close: () => server.close() };
}

/** A booking that somebody called off, which is news twice. */
async function comesAndGoes(house, day, name) {
  const order = { from: `${day}T18:00`, party: 2, name, phone: "+79123456789" };
  const { id } = await house.api("POST", "/v1/venues/restaurant/bookings", order);
  await house.api("POST", `/v1/venues/restaurant/bookings/${id}/cancel`, { reason: "A story" });
}

stories((story, each) => {
  each("somebody is invited, comes, gets another role, is shut out and let in again", async ({ house, manner, by }) => {
    const [first, email] = [`Nora${"ABCDE"[manner.place]}`, `nora-${manner.place}@new.example`];
    const admin = await by({ as: ADMIN });
    const { page, press, fill, choose, say } = admin;
    await page.goto("/admin/restaurant/people");
    await press(page.getByRole("link", { name: say("people-invite.title"), exact: true }));
    await fill(page.getByLabel(say("field-email"), { exact: true }), email);
    await fill(page.getByLabel(say("people-first"), { exact: true }), first);
    await choose(page.getByLabel(say("people-role"), { exact: true }), say("role-staff"));
    await choose(page.getByLabel(say("people-language"), { exact: true }), say(`language-${manner.language}`));
    await press(page.getByRole("button", { name: say("people-invite.button"), exact: true }));
    await told(page, say("people-done-invited", { email }));
    await page.getByText(say("people-is-awaited")).first().waitFor();

    const guest = await by();
    await guest.page.goto(await house.link(email, "/invitation/"));
    await guest.fill(guest.page.getByLabel(say("field-password"), { exact: true }), PASSWORD);
    await guest.fill(guest.page.getByLabel(say("field-again"), { exact: true }), PASSWORD);
    await guest.press(guest.page.getByRole("button", { name: say("invitation.button"), exact: true }));
    await guest.page.getByRole("heading", { name: say("invitation.done") }).waitFor();
    await guest.page.goto("/staff/restaurant");
    assert.equal(new URL(guest.page.url()).pathname, "/staff/restaurant");

    await page.goto("/admin/restaurant/people");
    await fill(page.getByLabel(say("people-find"), { exact: true }), first);
    await press(page.getByRole("button", { name: say("people-find-button"), exact: true }));
    await page.waitForURL("**find=**");
    await press(page.locator(".entries").getByRole("link", { name: first }).first());
    await choose(page.getByLabel(say("people-role"), { exact: true }), say("role-admin"));
    await press(page.getByRole("button", { name: say("people-role-button"), exact: true }));
    await told(page, say("people-done-role"));
    await press(page.getByRole("link", { name: say("people-block.button"), exact: true }));
    await page.getByRole("heading", { name: say("people-block.title", { who: first }) }).waitFor();
    await press(page.getByRole("button", { name: say("people-block.button"), exact: true }));
    await told(page, say("people-done-blocked"));
    await guest.page.goto("/staff/restaurant");
    assert.equal(await guest.page.locator("#day").count(), 0);
    await press(page.getByRole("button", { name: say("people-unblock.button"), exact: true }));
    await told(page, say("people-done-unblocked"));
  });

  each("a key is made, opens the API, and opens nothing once it is taken back", async ({ house, manner, by }) => {
    const { page, press, fill, tick, say } = await by({ as: ADMIN });
    const name = `Till ${"ABCDE"[manner.place]}`;
    const make = page.getByRole("button", { name: say("keys-new.button"), exact: true });
    await page.goto("/admin/restaurant/keys");
    await press(make);
    assert.equal(new URL(page.url()).pathname, "/admin/restaurant/keys", "the browser itself asks for a name");
    await fill(page.getByLabel(say("keys-name"), { exact: true }), name);
    await press(make);
    await page.getByRole("alert").getByText(say("keys-bad-scopes")).waitFor();
    assert.equal(await page.getByLabel(say("keys-name"), { exact: true }).inputValue(), name);
    await tick(page.getByLabel(say("scope-read-bookings"), { exact: true }));
    await press(make);
    const key = await page.getByLabel(say("keys-made-label"), { exact: true }).inputValue();
    const asks = () =>
      fetch(`${house.url}/v1/venues/restaurant/bookings`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal((await asks()).status, 200);
    await press(page.getByRole("link", { name: say("keys-made-next"), exact: true }));
    await make.waitFor();
    assert.equal((await page.content()).includes(key), false);
    await press(page.getByRole("link", { name: new RegExp(`^${say("keys-revoke.button")}.*${name}$`) }));
    await page.getByRole("heading", { name: say("keys-revoke.title", { name }) }).waitFor();
    await press(page.getByRole("button", { name: say("keys-revoke.button"), exact: true }));
    await told(page, say("keys-done-revoked"));
    assert.equal((await asks()).status, 401);
  });

  each("a letter is looked at in both languages and sent to oneself", async ({ house, manner, by }) => {
    const { page, press, say } = await by({ as: ADMIN });
    const other = manner.language === "ru" ? "en" : "ru";
    const guest = other === "en" ? "Anna Smith" : "Анна Смирнова";
    await page.goto("/admin/restaurant/letters");
    await press(page.getByRole("link", { name: say("topic-confirmed"), exact: true }).first());
    await page.getByRole("heading", { name: say("topic-confirmed") }).waitFor();
    await press(page.getByRole("navigation", { name: say("letters-language") }).getByRole("link", { name: say(`language-${other}`) }));
    await page.frameLocator("iframe").getByText(guest).first().waitFor();
    const sent = async () => (await house.sent(ADMIN)).filter(({ text }) => text.includes(guest)).length;
    const before = await sent();
    await press(page.getByRole("button", { name: say("letters-send", { email: ADMIN }) }));
    await told(page, say("letters-done-sent", { email: ADMIN }));
    await until(async () => (await sent()) > before);
  });

  each("news that nobody took are sent again, or let go of", async ({ house, manner, by }) => {
    const till = await program();
    try {
      const { page, press, fill, say } = await by({ as: "operator@demo.example" });
      const again = page.getByRole("button", { name: new RegExp(`^${say("given-up-again")}`) });
      const drop = page.getByRole("button", { name: new RegExp(`^${say("given-up-drop.button")}.+`) });
      await page.goto("/admin/restaurant/keys");
      await fill(page.getByLabel(say("webhook-url"), { exact: true }), till.url);
      await press(page.getByRole("button", { name: say("webhook-set"), exact: true }));
      await told(page, say("webhook-done-set"));
      await comesAndGoes(house, `2026-11-${24 + manner.place}`, "Unheard");
      await until(async () => {
        await page.goto("/admin/restaurant/given-up");
        return (await again.count()) >= 2;
      });
      await page.getByText(say("given-up-to-program")).first().waitFor();
      await press(drop.first());
      await page.getByRole("heading", { name: say("given-up-drop.title") }).waitFor();
      await press(page.getByRole("link", { name: say("leave-it"), exact: true }));
      till.answers.status = 204;
      const before = till.heard.length;
      await press(again.first());
      await told(page, say("given-up-done-again"));
      await until(() => till.heard.length > before);
      while (await drop.count()) {
        await press(drop.first());
        await page.getByRole("heading", { name: say("given-up-drop.title") }).waitFor();
        await press(page.getByRole("button", { name: say("given-up-drop.button"), exact: true }));
        await told(page, say("given-up-done-dropped"));
      }
      await page.getByText(say("given-up-none")).waitFor();
    } finally {
      till.close();
    }
  });

  each("the history is sifted and goes on as a table", async ({ house, manner, by }) => {
    const { page, press, choose, say } = await by({ as: ADMIN });
    const guest = `Historic ${"ABCDE"[manner.place]}`;
    await comesAndGoes(house, `2026-11-${24 + manner.place}`, guest);
    const line = (act) => page.getByRole("listitem").filter({ hasText: guest }).filter({ hasText: say("history-did", { act }) });
    await page.goto("/admin/restaurant/history");
    await line("cancel").waitFor();
    await choose(page.getByLabel(say("history-act"), { exact: true }), say("history-did", { act: "book" }));
    await press(page.getByRole("button", { name: say("history-show"), exact: true }));
    await page.waitForURL(/act=book/);
    await line("book").waitFor();
    assert.equal(await line("cancel").count(), 0);
    const [table] = await Promise.all([
      page.waitForEvent("download"),
      press(page.getByRole("link", { name: say("history-table"), exact: true })),
    ]);
    assert.match(await readFile(await table.path(), "utf8"), new RegExp(`,book,booking,\\d+,,${guest},`));
  });

  story("an address for news that is none is refused, and stays", async ({ by }) => {
    const page = await by({ as: "operator@demo.example" });
    await page.goto("/admin/restaurant/keys");
    await page.getByLabel("Address").fill("till.example");
    await page.getByRole("button", { name: "Save" }).evaluate((button) => button.form.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("http:// or https://").waitFor();
    assert.equal(await page.getByLabel("Address").inputValue(), "till.example");
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
