// Segoe UI is used where the system has it; these are carried along for where it is not.
import "@fontsource-variable/inter";
import "@fontsource/jetbrains-mono/latin-400.css";
