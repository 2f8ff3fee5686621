// The words of the pages, read from where the pages have them, so that a story that is told in both languages repeats none.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { FluentBundle, FluentResource } from "@fluent/bundle";

const BOOKS = Object.fromEntries(["ru", "en"].map((language) => [language, book(language)]));

/**
 * What the pages say in a language.
 * @param {"ru" | "en"} language
 * @returns {(id: string, blanks?: Record<string, string | number>) => string} the sentence `id`, or `id.part`
 */
export function words(language) {
  const book = BOOKS[language];
  return (id, blanks = {}) => {
    const [name, part] = id.split(".");
    const message = book.getMessage(name);
    const pattern = part ? message?.attributes[part] : message?.value;
    if (!pattern) throw new Error(`the pages have no words ${id} in ${language}`);
    return book.formatPattern(pattern, blanks);
  };
}

function book(language) {
  const folder = fileURLToPath(new URL(`../../words/${language}/`, import.meta.url));
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const file of readdirSync(folder)) {
    const wrong = bundle.addResource(new FluentResource(readFileSync(folder + file, "utf8")));
    if (wrong.length) throw wrong[0];
  }
  return bundle;
}
