// Photographs the main screens over the made-up desk for the documents: `npm run pictures` writes docs/screens anew.
import { resolve } from "node:path";
import { open, screens } from "./stage.mjs";

const album = resolve("../docs/screens");
const light = ["welcome", "collected", "preview", "consent", "home", "ledger", "transcript", "review", "rules", "allowlist", "policy", "health"];
const dark = ["home"];

const stage = await open();
for (const [colorScheme, names, suffix] of [["light", light, ""], ["dark", dark, "-dark"]]) {
  const context = await stage.browser.newContext({ viewport: { width: 1180, height: 780 }, reducedMotion: "reduce", locale: "en-US", timezoneId: "UTC", colorScheme });
  for (const [name, scene, ...acts] of screens.filter(([one]) => names.includes(one))) {
    const page = await stage.show(context, scene, acts);
    await page.waitForTimeout(450);
    await page.screenshot({ path: `${album}/${name}${suffix}.png` });
    await page.close();
  }
  await context.close();
}
await stage.close();
