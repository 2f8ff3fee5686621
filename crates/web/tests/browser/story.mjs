// A test file's house, browser and people, opened before its stories and closed after them.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";

import { openHouse } from "./house.mjs";
import { MANNERS, hands } from "./manners.mjs";
import { openBrowser, person } from "./people.mjs";
import { words } from "./words.mjs";

/**
 * Stories about one house. Each is told with `by(options)`, which brings somebody with a browser; whoever was brought is let go when
 * the story ends, and nothing that his pages complained about is passed over. What people do is told with `each`, once for every
 * manner: who is brought then has hands that do it in that manner, and the words of his language.
 */
export function stories(tell, options) {
  const shared = {};
  before(async () => {
    [shared.house, shared.browser] = await Promise.all([openHouse(options), openBrowser()]);
  });
  after(async () => {
    await shared.browser?.close();
    await shared.house?.close();
  });
  const story = (title, run) =>
    test(title, async () => {
      const people = [];
      const by = async (options) => {
        const one = await person(shared.house, options);
        people.push(one);
        return one.page;
      };
      try {
        await run({ house: shared.house, by });
        for (const one of people) assert.deepEqual(one.complaints(), []);
      } finally {
        for (const one of people) await one.close();
      }
    });
  const each = (title, run) => {
    for (const manner of MANNERS) {
      story(`${title}: ${manner.name}`, ({ house, by }) => {
        const { scripts, language, size } = manner;
        const brought = async (options) => {
          const page = await by({ scripts, language, size, ...options });
          return { page, ...hands(page, manner), say: words(language) };
        };
        return run({ house, manner, by: brought });
      });
    }
  };
  tell(story, each);
}
