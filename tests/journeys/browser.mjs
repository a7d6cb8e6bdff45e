#!/usr/bin/env node
// The system browser of the journeys: opens the page that the window asks for in Debian's Chromium and does what a person
// does there. It is given the link and nothing else; who the person is comes from the environment.
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { chromium } = createRequire(join(root, "ui/package.json"))("playwright-core");
const { JOURNEY_ALBUM: album, JOURNEY_LOG: log, JOURNEY_MOOD: mood } = process.env;
// What the person is up to, where they do not simply sign in as themselves and agree.
const { account = process.env.JOURNEY_ACCOUNT, declines = false } = existsSync(mood) ? JSON.parse(readFileSync(mood)) : {};
const answer = declines ? "#idBtn_Cancel" : "#idBtn_Accept";
const link = process.argv[2];
const note = (line) => appendFileSync(log, `${line}\n`);

/** What a person does on each page, by what is on it. Where the way back leads to nobody, the page stays blank. */
const acts = [
  ["#i0116", async (page) => { await page.fill("#i0116", account); await page.click("#idSIButton9"); }],
  ["#i0118", async (page) => { await page.fill("#i0118", "demo"); await page.click("#idSIButton9"); }],
  ["#idBtn_Accept", async (page) => { await picture(page); await page.click(answer); }],
  ["#idBtn_Return", async (page) => { await picture(page); await page.click("#idBtn_Return"); }],
];

async function picture(page, name = "microsofts-page") {
  mkdirSync(album, { recursive: true });
  const next = String(readdirSync(album).filter((name) => name.endsWith(".png")).length + 1).padStart(2, "0");
  await page.screenshot({ path: join(album, `${next}-${name}.png`) });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  page.setDefaultTimeout(30_000);
  const start = new URL(link).host;
  await page.goto(link);
  for (let step = 0; step < 8 && new URL(page.url()).host === start; step += 1) {
    const found = await Promise.any(acts.map(([mark]) => page.waitForSelector(mark).then(() => mark)));
    note(`at ${found}`);
    const act = acts.find(([mark]) => mark === found);
    await Promise.all([page.waitForNavigation().catch(() => {}), act[1](page)]);
  }
  if (new URL(page.url()).pathname === "/approval") await picture(page, "after-approval");
  note(`ended at ${new URL(page.url()).pathname}`);
} catch (error) {
  note(`failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
