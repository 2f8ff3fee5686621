// Five manners stand for sixteen, because every two choices meet in one of them.

import { test } from "node:test";
import assert from "node:assert/strict";

import { MANNERS } from "./manners.mjs";
import { DESK, PHONE } from "./people.mjs";
import { words } from "./words.mjs";

const CHOICES = { scripts: [true, false], keys: [true, false], language: ["ru", "en"], size: [PHONE, DESK] };

test("every two choices meet in some manner", () => {
  const names = Object.keys(CHOICES);
  for (const one of names) {
    for (const other of names.filter((name) => name > one)) {
      for (const a of CHOICES[one]) {
        for (const b of CHOICES[other]) {
          const meets = MANNERS.some((manner) => manner[one] === a && manner[other] === b);
          assert.ok(meets, `${one} ${JSON.stringify(a)} with ${other} ${JSON.stringify(b)}`);
        }
      }
    }
  }
});

test("the words of stories are those of the pages", () => {
  assert.equal(words("ru")("book-button"), "Забронировать");
  assert.equal(words("en")("week-plan-button", { published: 2 }), "Publish 2 slots");
  assert.throws(() => words("en")("no-such-words"));
});
