import { createRoot } from "react-dom/client";
import { App } from "../app/App";
import "../app/base.css";
import { fontsAreThere } from "../app/fonts";
import { startLanguage } from "../i18n";
import { type Scene, fakeDesk } from "./fakeDesk";

// Every screen over a made-up desk: showcase.html?scene=admin_home&pace=50 (milliseconds)
const wish = new URLSearchParams(location.search);
const scene = (wish.get("scene") ?? "first_run") as Scene;
fakeDesk(scene, {}, Number(wish.get("pace") ?? 0));
const root = document.getElementById("root");
if (root !== null) void Promise.all([startLanguage(), fontsAreThere()]).then(() => createRoot(root).render(<App />));
