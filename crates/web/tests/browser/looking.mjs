// Looks at a screen as a machine does: is it accessible in both themes, is its HTML valid, does it fit; and takes its picture for
// docs/pages, where BRONYA_PICTURES=write asks for it.

import assert from "node:assert/strict";
import { readFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { HtmlValidate } from "html-validate";

const AXE = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const PICTURES = fileURLToPath(new URL("../../../../docs/pages/", import.meta.url));

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // How it is written is the templates' affair; whether it is right is ours.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "attribute-boolean-style": "off",
    "long-title": "off",
    "no-inline-style": "error",
    // What htmx reads is written with a colon where children inherit it.
    "attr-case": "off",
    "no-implicit-button-type": "off",
    "tel-non-breaking": "off",
  },
});

/** Nothing that axe-core knows is wrong with the page as it is, in light and in the dark. */
export async function isAccessible(page) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    // By the browser's own door, because the page's policy lets no foreign script in.
    await page.evaluate(AXE);
    // A frame has no axe to be asked.
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { resultTypes: ["violations"], iframes: false }),
    );
    const lines = found.violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join("\n  ")}`,
    );
    assert.deepEqual(lines, [], `${page.url()} in ${colorScheme}`);
  }
}

/** The HTML of a page is valid: what the server sends for its address, with whatever cookies the page has, unless it is given. */
export async function isValid(page, html) {
  const path = page.url();
  const report = await validator.validateString(html ?? await (await page.request.get(path)).text());
  const lines = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${message} (${ruleId})`),
  );
  assert.deepEqual(lines, [], path);
}

/** Nothing sticks out of the page at its side. */
export async function fits(page) {
  const [wide, seen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(wide <= seen, `${page.url()} is ${wide} wide on a screen of ${seen}`);
}

/** Its picture under that name, where pictures are wanted. */
export async function picture(page, name) {
  if (process.env.BRONYA_PICTURES !== "write") return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: "disabled" });
}
