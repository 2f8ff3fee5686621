// A house of one's own for a test file: the real demo, on a port that is free, at a moment that never changes. It ends with the
// tests, and everything in it is gone.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The moment at which every house begins: a Saturday evening in Moscow, half an hour before dinner. */
export const NOW = "2026-11-21T17:30:00+03:00";
export const TODAY = "2026-11-21";

const BRONYA = process.env.BRONYA_BINARY
  ?? fileURLToPath(new URL("../../../../target/debug/bronya", import.meta.url));

export async function openHouse({ now = NOW } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "bronya-browser-"));
  const child = spawn(BRONYA, ["demo", "--listen", "127.0.0.1:0", "--now", now], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told = await said(child);
  const found = (pattern) => pattern.exec(told)?.[1] ?? fail(`no ${pattern} in ${told}`);
  const url = found(/(http:\/\/127\.0\.0\.1:\d+)/);
  const key = found(/Bearer …`:\s+(\S+)/);
  return {
    url,
    password: found(/throw-away password\s+(\S+)/),

    /** Asks the native API as whoever runs the installation, to prepare a story or to see how it ended. */
    async api(method, path, body, headers = {}) {
      const answer = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) fail(`${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },

    /** The letters that were sent to an address, the last first, once there are any. */
    async letters(to) {
      return until(async () => {
        const own = await this.sent(to);
        return own.length ? own : null;
      });
    },

    /** The letters that were sent to an address so far, the last first. */
    async sent(to) {
      const all = await (await fetch(`${url}/demo/mailbox.json`)).json();
      return all.filter((letter) => letter.to === to);
    },

    /** The last link of that prefix that an address was sent, once there is one; other letters may come before and after. */
    async link(to, prefix) {
      return until(async () => {
        const links = (await this.sent(to)).flatMap((letter) => letter.links);
        return links.find((link) => link.includes(prefix));
      });
    },

    async close() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What `look` finds, as soon as it finds something; looks again and again for half a minute. */
export async function until(look) {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) fail("it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the demo says of itself, up to its first example. */
function said(child) {
  return new Promise((resolve, reject) => {
    let told = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the demo ended with ${code}: ${told}`)));
    child.stdout.on("data", (more) => {
      told += more;
      if (told.includes("curl http")) resolve(told);
    });
  });
}

function fail(words) {
  throw new Error(words);
}
