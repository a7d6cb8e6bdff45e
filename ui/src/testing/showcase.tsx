import { createRoot } from "react-dom/client";
import { App } from "../app/App";
import "../app/base.css";
import "../app/fonts";
import { startLanguage } from "../i18n";
import { type Scene, fakeDesk } from "./fakeDesk";

// Every screen over a made-up desk: showcase.html?scene=admin_home
const scene = (new URLSearchParams(location.search).get("scene") ?? "first_run") as Scene;
fakeDesk(scene);
const root = document.getElementById("root");
if (root !== null) void startLanguage().then(() => createRoot(root).render(<App />));
