/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const API = process.env.SIANGSA_WEB_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../api/static",
    emptyOutDir: true,
    target: "es2022",
    // The map library alone is over half a megabyte; it is split off so that sign-in loads without it.
    chunkSizeWarningLimit: 1400,
    // Inlined files become data: addresses, which the content policy allows for images only.
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: API, changeOrigin: false } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
