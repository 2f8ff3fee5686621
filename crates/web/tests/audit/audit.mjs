// What Lighthouse says of the page on which guests book, on a phone: performance, accessibility and best practices, each of a
// hundred. Run by `make audit-pages`; fails below 95.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import lighthouse from "lighthouse";

import { openHouse, until } from "../browser/house.mjs";

const LEAST = 95;
const PORT = 9333;
const WANTED = ["performance", "accessibility", "best-practices"];

const folder = await mkdtemp(join(tmpdir(), "bronya-audit-"));
const flags = ["--no-sandbox", "--disable-gpu", `--remote-debugging-port=${PORT}`, `--user-data-dir=${folder}`];
const browser = spawn(process.env.BRONYA_CHROMIUM ?? "/usr/bin/chromium-headless-shell", [...flags, "about:blank"], { stdio: "ignore" });
const house = await openHouse();
try {
  await until(() => fetch(`http://127.0.0.1:${PORT}/json/version`).then((answer) => answer.ok, () => false));
  for (const venue of ["restaurant", "rooms", "practice"]) {
    const { lhr } = await lighthouse(`${house.url}/${venue}`, { port: PORT, onlyCategories: WANTED, logLevel: "error" });
    for (const name of WANTED) {
      const score = Math.round((lhr.categories[name].score ?? 0) * 100);
      console.log(`/${venue}  ${lhr.categories[name].title}: ${score}`);
      if (score < LEAST) {
        process.exitCode = 1;
        for (const { id } of lhr.categories[name].auditRefs) {
          const audit = lhr.audits[id];
          if (audit.score !== null && audit.score < 0.9) console.log(`  ${audit.title}: ${audit.displayValue ?? audit.score}`);
        }
      }
    }
  }
} finally {
  await house.close();
  const gone = new Promise((resolve) => browser.once("exit", resolve));
  browser.kill("SIGTERM");
  await gone;
  await rm(folder, { recursive: true, force: true });
}
