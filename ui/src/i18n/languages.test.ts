import { readFileSync, readdirSync } from "node:fs";
import { type MessageFormatElement, TYPE, parse } from "@formatjs/icu-messageformat-parser";
import { expect, it } from "vitest";

type Words = { [key: string]: string | Words };

const files = readdirSync("src/i18n").filter((name) => name.endsWith(".json"));

function texts(words: Words, path = ""): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${path}${key}`, value]] : texts(value, `${path}${key}|`),
  );
}

const read = (file: string) => new Map(texts(JSON.parse(readFileSync(`src/i18n/${file}`, "utf8")) as Words));

/** The names that a text is filled in with, and how: plural, select, number. */
function placeholders(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      const inner = Object.values(element.options).flatMap(({ value }) => placeholders(value));
      return [`${element.value} ${element.type}`, ...inner];
    }
    return [`${element.value} ${element.type}`];
  });
}

const distinct = (text: string) => [...new Set(placeholders(parse(text)))].sort();

/** The choices of each `select`: they are the program's words, not the language's. */
function choices(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) =>
    element.type === TYPE.select || element.type === TYPE.plural
      ? [
          ...(element.type === TYPE.select ? Object.keys(element.options) : []),
          ...Object.values(element.options).flatMap(({ value }) => choices(value)),
        ]
      : [],
  );
}

const english = read("en.json");

it("speaks more than one language", () => {
  expect(files).toEqual(expect.arrayContaining(["de.json", "en.json"]));
});

it.each(files)("%s has exactly the keys of the English texts, and no empty text", (file) => {
  const words = read(file);
  expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
  expect([...words].filter(([, text]) => text.trim() === "")).toEqual([]);
});

it.each(files)("%s fills in exactly what the English texts fill in", (file) => {
  const wrong = [...read(file)].filter(([key, text]) => {
    const other = english.get(key) ?? "";
    return (
      distinct(text).join() !== distinct(other).join() ||
      choices(parse(text)).sort().join() !== choices(parse(other)).sort().join()
    );
  });
  expect(wrong).toEqual([]);
});

it.each(files.filter((file) => file !== "en.json"))("%s has no sentence left in English", (file) => {
  const same = [...read(file)].filter(([key, text]) => text === english.get(key) && text.split(" ").length > 2);
  expect(same).toEqual([]);
});

it.each(files)("%s has words for every field of the register", (file) => {
  const words = read(file);
  const page = readFileSync("../docs/DATA.md", "utf8").split("## The envelope")[0] ?? "";
  const fields = page.split(/^## `/m).slice(1).flatMap((section) => {
    const stream = section.split("`")[0] ?? "";
    const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)];
    return rows.map(([, field]) => `field|${stream}|${(field ?? "").replaceAll("properties.", "")}`);
  });
  expect(fields.length).toBeGreaterThan(20);
  expect(fields.filter((key) => !words.has(key))).toEqual([]);
});
