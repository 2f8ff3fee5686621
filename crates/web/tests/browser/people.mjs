// People with a browser each: on a phone or at a desk, in one language or the other, in light or in the dark, with scripts or
// without, logged in or not.

import { chromium } from "playwright-core";

export const PHONE = { width: 375, height: 740 };
export const DESK = { width: 1280, height: 800 };

let browser;

/** Opens the browser that all people of a test file share; each has a profile of his own in it. */
export async function openBrowser() {
  browser = await chromium.launch({
    executablePath: process.env.BRONYA_CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return browser;
}

const PASSES = new Map();

/** What a browser keeps of somebody who logged in. It is asked for once for each of them, as logins are counted. */
function passes(house, name) {
  const place = `${house.url} ${name}`;
  if (!PASSES.has(place)) PASSES.set(place, loggedIn(house, name));
  return PASSES.get(place);
}

async function loggedIn(house, name) {
  const context = await browser.newContext({ baseURL: house.url });
  const form = { name, password: house.password };
  const answer = await context.request.post("/login", { form, headers: { origin: house.url } });
  if (!answer.url().endsWith("/staff")) throw new Error(`${name} cannot log in: ${answer.status()}`);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/**
 * Somebody in front of a page. `as` is the login name of somebody with the demo's password. Whatever a page complains about in the
 * console, and whatever it asks of another site, fails the test in which it happens.
 */
export async function person(house, options = {}) {
  const { size = DESK, language = "en", theme = "light", scripts = true, as, zone = "Europe/Moscow" } = options;
  const context = await browser.newContext({
    baseURL: house.url,
    viewport: size,
    locale: language === "ru" ? "ru-RU" : "en-GB",
    colorScheme: theme,
    javaScriptEnabled: scripts,
    timezoneId: zone,
    hasTouch: size === PHONE,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  // Who has an account may have chosen another language for himself than his browser speaks; this machine's choice comes first.
  await context.addCookies([{ name: "bronya-language", value: language, url: house.url }]);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const foreign = !request.url().startsWith(house.url) && !request.url().startsWith("data:");
    if (foreign) complaints.push(`asks another site: ${request.url()}`);
  });
  if (as) await context.addCookies(await passes(house, as));
  return {
    page,
    context,
    /** What the pages complained about so far, but for what the test expected. */
    complaints: () => complaints.filter((line) => !/the server responded with a status of (401|403|404|409|410|422)/.test(line)),
    close: () => context.close(),
  };
}
