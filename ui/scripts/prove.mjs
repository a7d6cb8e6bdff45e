// Proves in a real browser what jsdom cannot see: axe with colours and sizes on every screen in every theme, what a screen
// reader finds on the main ones, and both roads by the keyboard alone. `npm run prove`; ends with an error if anything is found.
// `UPDATE=1 npm run prove` writes down anew what a screen reader finds.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { open, screens } from "./stage.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const themes = [
  ["light", { width: 900, height: 600 }, { colorScheme: "light" }],
  ["dark", { width: 1180, height: 780 }, { colorScheme: "dark" }],
  ["contrast", { width: 1180, height: 780 }, { colorScheme: "dark", contrast: "more" }],
  ["zoomed", { width: 590, height: 390 }, { colorScheme: "light" }],
];
/** The screens on which high contrast and 200 % could get something wrong: where something is chosen, marked, switched off, or wide. */
const some = { contrast: ["transcript", "health", "home", "ledger", "preview-row", "review-open", "policy", "consent", "sign-in", "cycles-freeze", "selected"], zoomed: ["ledger", "detail", "consent", "transcript", "collected", "people", "people-take-back"] };
const problems = [];
const stage = await open();

/** What axe objects to, with the rules of WCAG 2.2 AA. */
async function objections(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    // The kit's own guards send the focus on before anybody could be at them; what floats above a page is in no part of it.
    const scope = { exclude: ["[data-tabster-dummy]"] };
    const { violations } = await window.axe.run(scope, { runOnly: tags, rules: { region: { enabled: false } } });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 140)).join(" | ")}`);
  });
}

/** More than one primary action in sight, or a page that goes beyond the window sideways. */
const faults = (page) =>
  page.evaluate(() => {
    const ground = document.createElement("div");
    ground.style.background = "var(--colorBrandBackground)";
    document.querySelector("main")?.append(ground);
    const accent = getComputedStyle(ground).backgroundColor;
    ground.remove();
    const layer = document.querySelector('[role="dialog"], [role="alertdialog"]') ?? document;
    const isPrimary = (button) => button.getClientRects().length > 0 && getComputedStyle(button).backgroundColor === accent;
    const primary = [...layer.querySelectorAll("button")].filter(isPrimary).map((button) => button.textContent);
    const found = primary.length > 1 ? [`more than one primary action: ${primary.join(", ")}`] : [];
    for (const box of document.querySelectorAll("html, main, main > div")) {
      if (box.scrollWidth > box.clientWidth + 1) found.push(`${box.tagName} is ${box.scrollWidth - box.clientWidth} px wider than the window`);
    }
    return found;
  });

/** The main screens, of which it is written down what a screen reader finds. */
const heard = ["rules", "welcome", "collected", "preview", "consent", "home", "receipts", "register", "allowlist", "health", "admin-home", "people", "policy", "ledger", "mailbox-folders", "my-data-held", "review", "cycles"];

/** Compares what a screen reader finds with what is written down. */
async function listen(page, name) {
  const path = `src/testing/aria/${name}.yml`;
  const tree = `${await page.locator("#root").ariaSnapshot()}\n`;
  if (process.env.UPDATE !== undefined) {
    mkdirSync("src/testing/aria", { recursive: true });
    writeFileSync(path, tree);
  } else if (readFileSync(path, "utf8") !== tree) {
    problems.push(`${path} is another tree now:\n${tree}`);
  }
}

for (const [theme, viewport, media] of themes) {
  const context = await stage.browser.newContext({ viewport, reducedMotion: "reduce", locale: "en-US", timezoneId: "UTC", ...media });
  for (const [name, scene, ...acts] of screens) {
    if (some[theme]?.includes(name) === false) continue;
    const page = await stage.show(context, scene, acts);
    // Colours are judged once what moves has come to rest.
    await page.waitForFunction(() => {
      const isMoving = (one) => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity;
      return !document.getAnimations().some(isMoving);
    });
    for (const fault of await faults(page)) problems.push(`${theme} ${name}: ${fault}`);
    for (const objection of await objections(page)) problems.push(`${theme} ${name}: ${objection}`);
    if (theme === "light" && heard.includes(name)) await listen(page, name);
    await page.close();
  }
  await context.close();
}

/** What has the focus: its name, and whether it can be seen. */
const focused = (page) =>
  page.evaluate(() => {
    const here = document.activeElement;
    if (here === null || here === document.body) return null;
    const box = here.getBoundingClientRect();
    const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const label = here.labels?.[0]?.textContent ?? "";
    return { name: (here.getAttribute("aria-label") ?? (label || here.textContent) ?? "").trim(), isSeen };
  });

/** Goes on with Tab until this has the focus. */
async function reach(page, name) {
  for (let step = 0; step < 80; step += 1) {
    const here = await focused(page);
    if (here !== null && !here.isSeen) throw new Error(`the focus is hidden on ${JSON.stringify(here.name)} on the way to ${name}`);
    if (here !== null && (typeof name === "string" ? here.name === name : name.test(here.name))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} cannot be reached by the keyboard`);
}

const press = (name) => async (page) => {
  await page.getByRole("button", { name, exact: typeof name === "string" }).first().waitFor();
  await reach(page, name);
  await page.keyboard.press("Enter");
  // What was pressed may go away, or be shut for a while: the focus is somewhere all the same, so that the next key is near.
  await page.waitForFunction(() => document.activeElement !== document.body, undefined, { timeout: 2_000 }).catch(() => {
    throw new Error(`the focus is lost after ${name}`);
  });
};
const arrive = (heading) => async (page) => {
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  if ((await focused(page)) === null) throw new Error(`the focus is lost at ${heading}`);
};
const read = (text) => async (page) => page.getByText(text, { exact: true }).waitFor();
const type = (label, text) => async (page) => {
  await reach(page, label);
  await page.keyboard.type(text);
};
const choose = (label) => async (page) => {
  await page.getByRole("radio", { name: label }).waitFor();
  await reach(page, label);
  await page.keyboard.press("Space");
};

/** Goes to a group of choices, and on from the one that is made to the next. */
const next = (made) => async (page) => {
  await reach(page, made);
  await page.keyboard.press("ArrowDown");
};

/** Goes to a group of choices of which none is made, and on to this one with the arrows. */
const pick = (label) => async (page) => {
  await page.getByRole("radio", { name: label }).waitFor();
  await reach(page, /^(At Microsoft|With a password)/);
  await page.keyboard.press("Space");
  for (let step = 0; step < 4 && !label.test((await focused(page))?.name ?? ""); step += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
};

/** A step of a guide, which also says how it stands. */
const step = (name) => new RegExp(`^${name}\\s*(Done|Open|After)`);

/** The roads by the keyboard alone: who, where it begins, and every step. */
const roads = [
  ["an employee's way in", "first_run", type(/^Your invite/, "vitrine://invite/abc"), press("Read the invite"), arrive("Who asks"), press("Go on"), arrive("What is collected"), press("Next"), arrive("Sign in"), press("Open Microsoft’s page"), press("Cancel")],
  ["one's own data", "first_run", press("See my data"), arrive("My data"), press("Sign in at Microsoft"), press("Open the page again"), press("Put it away"), arrive(/glass case/)],
  ["an employee's mailbox by IMAP", "imap_guide", arrive("Sign in"), pick(/password/), type(/^Mail server/, "imap.contoso.example"), type(/^Password/, "right"), press("Connect"), press("Next"), arrive("Preview")],
  ["an employee's decision", "employee_signed_in", arrive("Preview"), press("Read my data"), press("Next"), arrive("Consent"), choose(/^Yes, send/), press("Save my decision"), arrive("First sync"), press("Start the first sync")],
  ["an admin's set-up", "admin_guide", press(step("Register the app")), arrive("Register the app"), press(step("Agreement")), arrive("Agreement"), press("Accept this agreement"), press(step("Allowlist")), arrive("Allowlist"), press("Count now"), type(/^Allowed domains/, "acme.example"), press(step("First sync")), arrive("First sync"), press(step("Health")), arrive("Health"), press("Go to Home"), arrive("Contoso")],
  ["an admin's invite of a manager", "admin_home", press("People"), arrive("People"), type(/^Address/, "toni.berger@contoso.example"), next(/^An employee/), press("Make the invite"), press("Copy the link"), press("Take back the invite for alex.wood@contoso.example"), press("Take it back"), press("New link for zoë.ström@contoso.example"), press("Copy the link")],
  ["a person under review", "employee_home", press("Reviews"), arrive("What a review sees"), press("Dispute: Sent"), type(/^Why/, "Half of it is a list."), press("Dispute this number"), press("Undo the dispute: Sent"), press("Days: Received"), type(/^A note/, "I was on leave."), press("Add this note"), read("I was on leave."), press("The text block")],
  ["an admin's cycles", "admin_home", press("Cycles"), arrive("Cycles"), press("New cycle"), type(/^Name/, "Winter"), type(/^First day(?! after)/, "2027-01-01"), type(/^First day after it/, "2027-04-01"), press("Make the cycle"), press("Freeze: Winter"), press("Freeze the cycle"), press("Close: Winter"), press("Leave it frozen")],
  ["an employee's rooms", "employee_home", press("Ledger"), arrive("Ledger"), press("Rules"), arrive("Rules"), type(/^Address/, "practice@clinic.example"), press("Leave it out"), press("Undo"), press("Leave out clinic.example no longer"), press("Undo"), press("Meetings"), arrive("Meetings"), press(/^Read: /), press(/^Cut: 0:21/), press("Let this leave"), press("All meetings"), arrive("Meetings"), press("Receipts"), arrive("Receipts"), press("Account"), arrive("Account"), press("Disconnect"), press("Stay connected"), press("Settings"), arrive("Settings"), press("Help"), arrive("Help")],
];

for (const [who, scene, ...steps] of roads) {
  const context = await stage.browser.newContext({ viewport: { width: 900, height: 600 }, reducedMotion: "reduce", locale: "en-US" });
  const page = await stage.show(context, scene);
  try {
    for (const step of steps) await step(page);
  } catch (error) {
    problems.push(`keyboard, ${who}: ${error.message.split("\n").slice(0, 3).join(" ")}`);
  }
  await context.close();
}

/** How many milliseconds later each answer comes than the one before, where a page is watched as it fills up. */
const PACE = 60;

/** Waits until everything that was asked for is there and drawn. */
const filled = (page) =>
  page.evaluate(async () => {
    for (let still = 0; still < 4; still += 1) {
      await new Promise(requestAnimationFrame);
      if (document.documentElement.dataset.asked !== "0") still = 0;
    }
  });

/** What moved on a page since it was asked last, of itself. */
const moved = (page) => page.evaluate(() => window.moves.splice(0));

/** Every room of the window as it fills up, one answer after another: what is there already stays where it is. */
const rooms = [
  ["first_run"],
  ["employee_guide"],
  ["employee_signed_in"],
  ["imap_guide"],
  ["admin_guide"],
  ["admin_syncing"],
  ["employee_home", "Ledger", "Meetings", "Rules", "Reviews", "Receipts", "My data", "Health", "Account", "Settings", "Help", "Home"],
  ["admin_home", "Ledger", "Allowlist", "Policy", "Agreement", "People", "Cycles", "Health", "Account", "Settings", "Home"],
];
const watched = await stage.browser.newContext({ viewport: { width: 900, height: 600 }, reducedMotion: "reduce", locale: "en-US" });
await watched.addInitScript(() => {
  window.moves = [];
  const name = ({ node, previousRect, currentRect }) => `${node?.textContent?.slice(0, 40)} (${previousRect.y} to ${currentRect.y})`;
  const note = (list) => list.getEntries().forEach(({ sources }) => window.moves.push(...sources.map(name)));
  new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
});
for (const [scene, ...names] of rooms) {
  const page = await stage.show(watched, scene, [], PACE);
  await filled(page);
  for (const name of [null, ...names]) {
    if (name !== null) await page.getByRole("navigation").getByRole("button", { name, exact: true }).click();
    await filled(page);
    for (const move of await moved(page)) problems.push(`${scene}, ${name ?? "at first"}: moves as it fills up: ${move}`);
  }
  await page.close();
}
await watched.close();

/** Home at rest, while a run goes on, and after it: what is below its state stays where it is. */
const tops = (page) => page.locator("[data-flow], main h2").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
for (const [scene, locale, now, stop] of [
  ["employee_home", "en-US", "Sync now", "Stop"],
  ["admin_home", "de-DE", "Jetzt synchronisieren", "Anhalten"],
]) {
  const context = await stage.browser.newContext({ viewport: { width: 900, height: 600 }, reducedMotion: "reduce", locale });
  const page = await stage.show(context, scene);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await page.locator("[data-flow]").first().waitFor();
  const before = await tops(page);
  await button(now).click();
  await button(stop).waitFor();
  const during = (await tops(page)).slice(0, before.length);
  await button(stop).click();
  await button(stop).waitFor({ state: "detached" });
  const after = await tops(page);
  for (const [when, found] of [["begins", during], ["ends", after]]) {
    if (`${found}` !== `${before}`) problems.push(`${scene} in ${locale} moves when a run ${when}: ${before} became ${found}`);
  }
  await context.close();
}

await stage.close();
for (const problem of problems) console.error(problem);
console.log(`${screens.length} screens in ${themes.length} themes, ${roads.length} roads by keyboard: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
