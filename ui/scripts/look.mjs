// Photographs every screen over the made-up desk: `npm run look` leaves them in target/look/.
import { createReadStream, mkdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { chromium } from "playwright-core";

const built = resolve("../target/showcase");
const album = resolve("../target/look");
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".woff": "font/woff" };

const server = createServer((request, response) => {
  const path = join(built, new URL(request.url ?? "/", "http://x").pathname);
  if (!path.startsWith(built) || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" });
  createReadStream(path).pipe(response);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/showcase.html`;

const click = (name) => async (page) => page.getByRole("button", { name }).first().click();
const invite = (link) => async (page) => {
  await page.getByRole("textbox").fill(link);
  await click("Read the invite")(page);
  await page.getByRole("button", { name: /No, thank you|Try again/ }).waitFor();
};

/** A picture: its name, the scene, and what is done before it is taken. */
const pictures = [
  ["welcome", "first_run"],
  ["invite", "first_run", invite("vitrine://invite/abc")],
  ["invite-expired", "first_run", invite("vitrine://expired")],
  ["no-keyring", "home_unusable"],
  ["collected", "employee_guide"],
  ["sign-in", "employee_guide", click("Next"), click("Open Microsoft’s page")],
  ["sign-in-refused", "employee_guide", click("Next"), click("Open Microsoft’s page"), click("Cancel")],
  ["preview", "employee_signed_in", click("Read my data")],
  ["consent", "employee_signed_in", click("Read my data"), click("Next")],
  ["home", "employee_home"],
  ["account", "employee_home", click("Account")],
  ["register", "admin_guide", click("Register the app")],
  ["admin-consent", "admin_guide", click("Admin consent"), click("Open Microsoft’s page")],
  ["dpa", "admin_guide", click("Agreement")],
  ["domains", "admin_guide", click("Your domains")],
  ["allowlist", "admin_guide", click("Allowlist"), click(/^Check$/)],
  ["first-sync", "admin_guide", click("First sync")],
  ["health", "admin_guide"],
  ["admin-home", "admin_home"],
  ["ledger", "admin_home", click("Ledger")],
  ["detail", "admin_home", click("Ledger"), async (page) => page.locator('[data-row="0"]').click()],
];
const looks = [
  ["light-small", { width: 900, height: 600 }, { colorScheme: "light" }],
  ["dark-large", { width: 1600, height: 1000 }, { colorScheme: "dark" }],
  ["contrast", { width: 1180, height: 780 }, { colorScheme: "dark", contrast: "more" }],
];

const only = process.argv[2];
mkdirSync(album, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [look, viewport, media] of looks) {
  const context = await browser.newContext({ viewport, ...media });
  for (const [name, scene, ...acts] of pictures) {
    if (only !== undefined && !`${look}-${name}`.includes(only)) continue;
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(name, error.message));
    await page.goto(`${base}?scene=${scene}`);
    await page.locator("h1, h2").first().waitFor();
    for (const act of acts) await act(page).catch((error) => console.error(name, error.message));
    await page.waitForTimeout(450);
    await page.screenshot({ path: join(album, `${look}-${name}.png`) });
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
