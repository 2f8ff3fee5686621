// Coming in and going out.

import assert from "node:assert/strict";

import { PHONE } from "./people.mjs";
import { stories } from "./story.mjs";

stories((story) => {
  for (const scripts of [true, false]) {
    story(`somebody logs in by keyboard alone and out again, ${scripts ? "with" : "without"} scripts`, async ({ house, by }) => {
      const page = await by({ scripts, size: PHONE, language: "ru" });
      await page.goto("/staff");
      await page.locator("input[name=name]").focus();
      await page.keyboard.type("staff@restaurant.example");
      await page.keyboard.press("Tab");
      await page.keyboard.type(house.password);
      await page.keyboard.press("Enter");
      await page.waitForURL("**/staff");
      await page.getByRole("heading", { name: "Ваши места" }).waitFor();
      await page.getByRole("button", { name: "Выйти" }).click();
      await page.waitForURL("**/login");
      await page.goto("/staff");
      assert.match(page.url(), /\/login\?next=%2Fstaff/);
    });
  }

  story("a wrong password is said at the field, and the name stays", async ({ by }) => {
    const page = await by({});
    await page.goto("/login");
    await page.getByLabel("E-mail or login name").fill("staff@restaurant.example");
    await page.getByLabel("Password").fill("a guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").getByText("There is nobody of that name and password.").waitFor();
    assert.equal(await page.getByLabel("E-mail or login name").inputValue(), "staff@restaurant.example");
  });

  story("the language is chosen once for all pages of a machine", async ({ by }) => {
    const page = await by({});
    await page.goto("/login");
    await page.getByRole("button", { name: "По-русски" }).click();
    await page.getByRole("heading", { name: "Вход" }).waitFor();
    await page.goto("/forgotten");
    await page.getByRole("heading", { name: "Забыли пароль?" }).waitFor();
  });
});
