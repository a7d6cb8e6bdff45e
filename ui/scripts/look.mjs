// Photographs every screen over the made-up desk: `npm run look` leaves them in target/look/.
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { click, open, screens } from "./stage.mjs";

const album = resolve("../target/look");

/** The same in another language, for what is told by its scene alone. */
const press = (name) => async (page) => page.getByRole("button", { name }).first().click();
const inGerman = [
  ["german-review", "employee_home", press("Beurteilung"), press("Tage: Gesendet")],
  ["german-cycles", "admin_home", press("Zyklen"), press("Neuer Zyklus")],
  ["german-welcome", "first_run"],
  ["german-home", "admin_home"],
  ["german-employee", "employee_home"],
  ["german-rules", "employee_home", click("Regeln"), async (page) => page.getByRole("textbox").fill("practice@clinic.example"), async (page) => page.getByText("nicht mehr gezählt").waitFor()],
  ["german-selected", "employee_home", press("Protokoll"), async (page) => page.getByRole("checkbox").nth(1).click(), async (page) => page.getByText("1 Zeile ausgewählt").waitFor()],
  ["german-meetings", "employee_home", press("Besprechungen"), press("Weglassen: 22. Nov.")],
  ["german-needs-admin", "employee_guide", press("Weiter"), press("Microsofts Seite öffnen"), press("Abbrechen"), async (page) => page.getByRole("alert").waitFor()],
  ["german-approved", "employee_guide", press("Weiter"), press("Microsofts Seite öffnen"), press("Abbrechen"), press("Microsofts Seite öffnen")],
  ["german-updates", "admin_home", press("Einstellungen"), press("Nach Updates suchen"), async (page) => page.getByText("Version 0.2.0 ist da").scrollIntoViewIfNeeded()],
  ["german-account", "employee_home", press("Konto"), async (page) => page.getByText("Belegter Speicher").scrollIntoViewIfNeeded()],
  ["german-collected", "employee_guide"],
  ["german-health", "admin_guide"],
  ["german-my-data", "first_run", async (page) => page.getByRole("button", { name: "Meine Daten ansehen" }).click()],
  ["german-people", "admin_home", async (page) => page.getByRole("button", { name: "Personen" }).click()],
  ["german-people-manager", "admin_home", press("Personen"), async (page) => page.getByRole("radio", { name: "Eine Führungskraft, die beurteilt" }).check()],
  ["german-people-take-back", "admin_home", press("Personen"), press("Einladung für toni.berger@contoso.example zurücknehmen")],
  ["german-manager-invited", "manager_invited"],
  ["german-manager", "manager_alone"],
  ["german-mailbox", "imap_guide"],
  ["german-two-connections", "both_roads"],
];
const looks = [
  ["light-small", { width: 900, height: 600 }, { colorScheme: "light" }],
  ["dark-large", { width: 1600, height: 1000 }, { colorScheme: "dark" }],
  // What 200 % leaves of a window of 1180 by 780.
  ["zoomed", { width: 590, height: 390 }, { colorScheme: "light", deviceScaleFactor: 2 }],
  ["contrast", { width: 1180, height: 780 }, { colorScheme: "dark", contrast: "more" }],
  ["light-small", { width: 900, height: 600 }, { colorScheme: "light", locale: "de-DE" }],
];

/** In a narrow window another connection is chosen from a menu. */
const another = [["connections", "both_roads", press("Shown connection")]];

const only = process.argv[2];
mkdirSync(album, { recursive: true });
const stage = await open();
for (const [look, viewport, media] of looks) {
  const context = await stage.browser.newContext({ viewport, ...media });
  const isNarrow = viewport.width < 720;
  for (const [name, scene, ...acts] of media.locale !== undefined ? inGerman : isNarrow ? [...screens, ...another] : screens) {
    if (isNarrow && scene === "both_roads" && !another.some(([other]) => other === name)) continue;
    if (only !== undefined && !`${look}-${name}`.includes(only)) continue;
    const page = await stage.show(context, scene, acts);
    await page.waitForTimeout(450);
    await page.screenshot({ path: join(album, `${look}-${name}.png`) });
    await page.close();
  }
  await context.close();
}
await stage.close();
