import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `--mode showcase` builds every screen over a made-up desk, to be looked at and photographed; it never ships.
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  clearScreen: false,
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  build: {
    target: "safari16",
    outDir: mode === "showcase" ? "../target/showcase" : "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: mode === "showcase" ? "showcase.html" : "index.html" },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 120_000,
  },
}));
