import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { fontsAreThere } from "./app/fonts";
import "./app/base.css";
import { startLanguage } from "./i18n";

const root = document.getElementById("root");
if (root !== null) {
  void Promise.all([startLanguage(), fontsAreThere()]).then(() => createRoot(root).render(<App />));
}
