// How smoothly the day of a large venue scrolls in a browser: 200 tables with 2,000 bookings, by wheel, down and up, then to the
// side and back. Run by `make audit-pages`; fails only where half of the frames are jerks.

import { DESK, openBrowser, person } from "../browser/people.mjs";
import { openHouse } from "../browser/house.mjs";

const TABLES = 200;
/** Every two hours, from midnight on. */
const BOOKINGS_EACH = 10;
const DAY = "2027-01-02";
const CLIENTS = 16;

/** A frame that takes longer is seen as a jerk, in milliseconds; half of all that do are no scrolling any more. */
const JERK = 50;

const WHEEL = 120;
const STEPS = 60;

const house = await openHouse();
const browser = await openBrowser();
try {
  await furnish();
  const { page, complaints } = await person(house, { as: "operator@demo.example", size: DESK });
  await page.goto(`/staff/grand?date=${DAY}`);
  const shown = await page.locator(".item.firm").count();
  if (shown < TABLES * BOOKINGS_EACH) throw new Error(`only ${shown} bookings are shown`);
  for (const [name, x, y] of [["down and up", 0, WHEEL], ["to the side and back", WHEEL, 0]]) {
    const { frames, moved } = await scrolled(page, x, y);
    if (moved < 100) throw new Error(`${name}: nothing scrolled`);
    tell(name, frames);
  }
  for (const line of complaints()) throw new Error(line);
} finally {
  await browser.close();
  await house.close();
}

function tell(name, frames) {
  frames.sort((one, other) => one - other);
  const at = (share) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))];
  const round = (time) => `${time.toFixed(1)} ms`;
  const jerks = frames.filter((time) => time > JERK).length;
  console.log(
    `a day of ${TABLES} tables and ${TABLES * BOOKINGS_EACH} bookings, ${name}: ${frames.length} frames, ` +
      `half within ${round(at(0.5))}, 95 % within ${round(at(0.95))}, the longest ${round(at(1))}, ${jerks} over ${JERK} ms`,
  );
  if (at(0.5) > JERK) process.exitCode = 1;
}

/** Turns the wheel there and back over the timeline: how long each frame took, and how far it went. */
async function scrolled(page, x, y) {
  const chart = await page.locator("#chart").boundingBox();
  await page.mouse.move(chart.x + chart.width / 2, Math.min(chart.y + chart.height / 2, DESK.height * 0.75));
  await page.evaluate(() => {
    const watched = { frames: [], running: true };
    let last;
    const frame = (now) => {
      if (last !== undefined) watched.frames.push(now - last);
      last = now;
      if (watched.running) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    globalThis.watched = watched;
  });
  const place = () => page.evaluate(() => {
    const chart = document.querySelector("#chart");
    return scrollX + scrollY + chart.scrollLeft + chart.scrollTop;
  });
  const ends = [await place()];
  for (const way of [1, -1]) {
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(x * way, y * way);
      await page.waitForTimeout(16);
    }
    await page.waitForTimeout(200);
    ends.push(await place());
  }
  const frames = await page.evaluate(() => {
    globalThis.watched.running = false;
    return globalThis.watched.frames;
  });
  return { frames, moved: Math.max(...ends) - Math.min(...ends) };
}

async function furnish() {
  await house.api("POST", "/v1/venues", {
    slug: "grand",
    name: "Grand",
    zone: "UTC",
    language: "en",
    currency: "EUR",
    policy: {
      stay: { by_party: [{ up_to: 100, minutes: 120 }] },
      grid_minutes: "none",
      lead_minutes: "none",
      contact: "nothing",
    },
  });
  for (let table = 0; table < TABLES; table++) {
    await house.api("POST", "/v1/venues/grand/resources", { kind: "table", seats: { from: 1, to: 4 } });
  }
  const wishes = [];
  for (let table = 1; table <= TABLES; table++) {
    for (let nth = 0; nth < BOOKINGS_EACH; nth++) {
      const from = `${DAY}T${String(nth * 2).padStart(2, "0")}:00:00Z`;
      wishes.push({ from, resources: [table], party: 2, name: `Guest ${table}-${nth}` });
    }
  }
  const books = async () => {
    for (let wish = wishes.pop(); wish; wish = wishes.pop()) await house.api("POST", "/v1/venues/grand/bookings", wish);
  };
  await Promise.all(Array.from({ length: CLIENTS }, books));
}
