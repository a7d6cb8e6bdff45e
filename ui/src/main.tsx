import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import "./app/fonts";
import "./app/base.css";
import { startLanguage } from "./i18n";

const root = document.getElementById("root");
if (root !== null) {
  void startLanguage().then(() => createRoot(root).render(<App />));
}
