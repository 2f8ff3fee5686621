// Every screen in both languages, on a phone and at a desk: accessible in both themes, valid, and no wider than the screen.

import { DESK, PHONE } from "./people.mjs";
import { fits, isAccessible, isValid, picture } from "./looking.mjs";
import { SCREENS } from "./screens.mjs";
import { stories } from "./story.mjs";

stories((story) => {
  for (const screen of SCREENS) {
    for (const language of ["en", "ru"]) {
      story(`${screen.name} in ${language}`, async ({ house, by }) => {
        const page = await by({ language, size: screen.size, as: screen.as });
        await page.goto(screen.path);
        await screen.ready?.({ page, house, language });
        await picture(page, `${screen.name}.${language}`);
        await isAccessible(page);
        await fits(page);
        await page.setViewportSize(screen.size === PHONE ? DESK : PHONE);
        await fits(page);
        await isValid(page, page.url());
      });
    }
  }
});
