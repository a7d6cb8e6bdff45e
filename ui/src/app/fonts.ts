// Segoe UI is used where the system has it; these are carried along for where it is not.
import "@fontsource-variable/inter";
import "@fontsource/jetbrains-mono/latin-400.css";

/** Waits until the letters are there, so that no line breaks anew once they come. */
export const fontsAreThere = () => document.fonts.load("16px 'Inter Variable'").catch(() => []);
