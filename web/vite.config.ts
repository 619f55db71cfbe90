import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.REELGRAPH_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../server/static/web",
    emptyOutDir: true,
    assetsDir: "pages",
    assetsInlineLimit: 0, // data: addresses of scripts and styles are not allowed by the pages' policy
    target: "es2022",
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ["/graphql", "/media", "/upload", "/login", "/logout", "/oidc", "/readyz"].map((path) => [
        path,
        { target: server, ws: path === "/graphql" },
      ]),
    ),
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
  },
});
