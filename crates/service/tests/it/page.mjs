// Opens the page of an invite in Debian's Chromium with JavaScript switched off, reaches for the button with the keyboard and
// tells what a person would see, as JSON.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const { chromium } = createRequire(`${root}ui/package.json`)("playwright-core");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const requested = [];
  const refusedByPolicy = [];
  page.on("request", (request) => requested.push(request.url()));
  page.on("console", (message) => refusedByPolicy.push(message.text()));
  await page.goto(process.argv[2]);
  const inspector = await context.newCDPSession(page);
  await inspector.send("Page.enable");
  const led = new Promise((resolve) => {
    inspector.on("Page.frameRequestedNavigation", ({ url }) => resolve(url));
    inspector.on("Page.frameScheduledNavigation", ({ url }) => resolve(url));
  });
  const button = page.getByRole("link", { name: "Open in Vitrine" });
  const seen = {
    heading: await page.getByRole("heading", { level: 1 }).innerText(),
    text: await page.locator("body").innerText(),
    code: await page.locator("#code").innerText(),
    buttonColour: await button.evaluate((element) => getComputedStyle(element).backgroundColor),
    refusedByPolicy,
    requested: [...requested],
  };
  await button.focus();
  await page.keyboard.press("Enter");
  seen.led = await led;
  process.stdout.write(JSON.stringify(seen));
} finally {
  await browser.close();
}
