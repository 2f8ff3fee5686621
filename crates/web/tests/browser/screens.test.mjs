// Every screen in both languages, on a phone and at a desk: accessible in both themes, valid, and no wider than the screen.

import { DESK, PHONE } from "./people.mjs";
import { fits, isAccessible, isValid, picture } from "./looking.mjs";
import { SCREENS } from "./screens.mjs";
import { stories } from "./story.mjs";
import { words } from "./words.mjs";

/** Notes what the server sends as a page. Says, when asked, the HTML of a page that came as the answer to a form; nothing otherwise. */
function lastPage(page) {
  let sent;
  page.on("response", (answer) => {
    const asked = answer.request();
    if (!asked.isNavigationRequest() || answer.frame() !== page.mainFrame()) return;
    sent = asked.method() === "POST" && answer.status() !== 303 ? answer.text() : undefined;
  });
  return () => sent;
}

stories((story) => {
  for (const screen of SCREENS) {
    for (const language of ["en", "ru"]) {
      story(`${screen.name} in ${language}`, async ({ house, by }) => {
        const page = await by({ language, size: screen.size, as: screen.as });
        const last = lastPage(page);
        await page.goto(screen.path);
        await screen.ready?.({ page, house, language, by, say: words(language) });
        await picture(page, `${screen.name}.${language}`);
        await isAccessible(page);
        await fits(page);
        await page.setViewportSize(screen.size === PHONE ? DESK : PHONE);
        await fits(page);
        await isValid(page, await last());
      });
    }
  }
});
