// The manners in which people use the pages: with scripts or without, by pointing or by keyboard alone, in Russian or in English,
// on a phone or at a desk. All sixteen would say little more than these five, in which every two of those choices meet.

import { DESK, PHONE } from "./people.mjs";

/**
 * @typedef {object} Manner
 * @property {string} name what it is called in the titles of stories
 * @property {number} place which of them it is, for stories that must not be in each other's way
 * @property {boolean} scripts
 * @property {boolean} keys whether nothing is pointed at: everything is done by keyboard alone
 * @property {"ru" | "en"} language
 * @property {{ width: number, height: number }} size
 */

/** @type {Manner[]} */
export const MANNERS = [
  { scripts: false, keys: false, language: "ru", size: DESK },
  { scripts: false, keys: true, language: "en", size: PHONE },
  { scripts: true, keys: false, language: "en", size: PHONE },
  { scripts: true, keys: true, language: "ru", size: PHONE },
  { scripts: true, keys: true, language: "en", size: DESK },
].map((manner, place) => ({ ...manner, place, name: title(manner) }));

function title({ scripts, keys, language, size }) {
  const means = keys ? "keyboard" : size === PHONE ? "finger" : "mouse";
  return `${scripts ? "quick" : "plain"}, ${means}, ${language}, ${size === PHONE ? "phone" : "desk"}`;
}

/** After how many presses of Tab something is not to be reached by keyboard. */
const FURTHEST = 500;
/** After how many presses of an arrow something cannot be chosen by keyboard. */
const LONGEST = 80;

/**
 * How somebody acts on a page in a manner.
 * @param {import("playwright-core").Page} page
 * @param {Manner} manner
 */
export function hands(page, manner) {
  return manner.keys ? typing(page) : pointing(manner);
}

/** @param {Manner} manner */
function pointing(manner) {
  const press = (it) => (manner.size === PHONE ? it.tap() : it.click());
  return {
    press,
    /** Writes into a field, in the place of what stands there. */
    fill: (it, text) => it.fill(text),
    /** Chooses what is called that in a list. */
    choose: (it, label) => it.selectOption({ label }),
    /** Ticks a box, or one of several of which only one can be chosen. */
    tick: (it) => it.check(),
    /** Moves a slider to a value. */
    slide: (it, value) => it.fill(String(value)),
  };
}

/** @param {import("playwright-core").Page} page */
function typing(page) {
  const to = (it) => reach(page, it);
  return {
    async press(it) {
      await to(it);
      await page.keyboard.press("Enter");
    },
    async fill(it, text) {
      await to(it);
      const kind = await it.evaluate((field) => field.type);
      if (["date", "time", "datetime-local"].includes(kind)) return moment(page, it, text);
      await page.keyboard.press("ControlOrMeta+a");
      if (text === "") await page.keyboard.press("Delete");
      else await page.keyboard.type(text);
    },
    async choose(it, label) {
      for (let step = 0; step < LONGEST; step++) {
        await to(it);
        const way = await it.evaluate((list, label) => {
          const all = [...list.options].map((option) => option.label.trim());
          return all.indexOf(label) - list.selectedIndex;
        }, label);
        if (way === 0) return;
        await page.keyboard.press(way > 0 ? "ArrowDown" : "ArrowUp");
      }
      throw new Error(`${label} cannot be chosen by keyboard in ${it}`);
    },
    async tick(it) {
      if (await it.isChecked()) return;
      if ((await it.evaluate((box) => box.type)) === "radio") return turn(page, it);
      await to(it);
      await page.keyboard.press("Space");
    },
    async slide(it, value) {
      await to(it);
      for (let step = 0; step < LONGEST; step++) {
        const way = value - Number(await it.inputValue());
        if (way === 0) return;
        await page.keyboard.press(way > 0 ? "ArrowRight" : "ArrowLeft");
      }
      throw new Error(`${it} cannot be moved to ${value} by keyboard`);
    },
  };
}

/** Holds Tab, or Shift and Tab where it lies behind, until something has the focus. */
async function reach(page, it) {
  await it.waitFor({ state: "attached" });
  for (let pressed = 0; pressed < FURTHEST; ) {
    const way = await it.evaluate(wayTo);
    if (way === 0) return;
    if (way === undefined) throw new Error(`nobody sees that ${it} has the focus`);
    if (way < 0) await page.keyboard.down("Shift");
    for (let step = 0; step < Math.abs(way); step++) await page.keyboard.down("Tab");
    await page.keyboard.up("Tab");
    if (way < 0) await page.keyboard.up("Shift");
    pressed += Math.abs(way);
  }
  throw new Error(`${it} is not to be reached by keyboard`);
}

/**
 * In the page: about how many presses of Tab are between what has the focus and an element, at least one, and fewer than none where
 * it lies behind. Only the browser knows where Tab leads; this spares asking it after every press.
 */
function wayTo(element) {
  const now = document.activeElement;
  // The parts of a day or of a time have the focus one by one, and the browser shows which.
  const isWhole = !["date", "time", "datetime-local"].includes(element.type);
  if (now === element) return isWhole && !element.matches(":focus-visible") ? undefined : 0;
  const all = [...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")];
  const from = now && now !== document.body ? now : document.documentElement;
  const isBehind = from.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
  const [first, last] = isBehind ? [element, from] : [from, element];
  const between = all.filter((one) => {
    const stops = one.tabIndex >= 0 && !one.disabled && one.checkVisibility() && (one.type !== "radio" || one.checked);
    const after = first.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    return stops && after && last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
  });
  return isBehind ? -between.length - 1 : between.length + 1;
}

/** Goes with Tab to the group of which it is one, and turns with the arrows until it is chosen. */
async function turn(page, it) {
  await it.waitFor({ state: "attached" });
  const name = await it.evaluate((one) => one.name);
  const chosen = page.locator(`input[type=radio][name="${name}"]:checked`);
  const group = page.locator(`input[type=radio][name="${name}"]`);
  await reach(page, (await chosen.count()) ? chosen : group.first());
  await page.keyboard.press("Space");
  for (let step = 0; step < LONGEST && !(await it.isChecked()); step++) await page.keyboard.press("ArrowDown");
}

/** Types a day or a time as its field wants it, whose parts stand in the order of the browser's own language. */
async function moment(page, it, text) {
  const [, year, month, day] = /(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  const time = /(\d\d):(\d\d)/.exec(text)?.slice(1).join("") ?? "";
  const hour = Number(time.slice(0, 2));
  const noon = `${String(hour % 12 || 12).padStart(2, "0")}${time.slice(2)}${hour < 12 ? "a" : "p"}`;
  const days = day ? [`${month}${day}${year}`, `${day}${month}${year}`] : [""];
  const times = time ? [noon, time] : [""];
  for (const ordered of days) {
    for (const clock of times) {
      while (await it.evaluate((field) => document.activeElement === field)) await page.keyboard.press("Shift+Tab");
      await reach(page, it);
      // A year may have six digits: the arrow leads on to the hour.
      if (ordered) await page.keyboard.type(ordered);
      if (ordered && clock) await page.keyboard.press("ArrowRight");
      if (clock) await page.keyboard.type(clock);
      if ((await it.inputValue()) === text) return;
    }
  }
  throw new Error(`${text} cannot be typed into ${it}: it says ${await it.inputValue()}`);
}
