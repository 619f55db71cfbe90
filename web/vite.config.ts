import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { listDocuments } from "./documents.ts";

const server = process.env.REELGRAPH_SERVER ?? "http://127.0.0.1:8000";

/** Scripts that every page needs are sent for with the document, before the first of them runs. */
const NEEDED = ["libraries", "common"];

const sendForNeeded: Plugin = {
  name: "send-for-needed",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) =>
      Object.values(bundle)
        .filter((each) => each.type === "chunk" && NEEDED.includes(each.name))
        .map(({ fileName }) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
          injectTo: "head",
        })),
  },
};

export default defineConfig({
  plugins: [react(), sendForNeeded, listDocuments],
  build: {
    outDir: "../server/static/web",
    emptyOutDir: true,
    assetsDir: "pages",
    assetsInlineLimit: 0, // data: addresses of scripts and styles are not allowed by the pages' policy
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few files: each costs its way there and back, and there is no page without these.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: "begin",
              test: /src[\\/]begin[\\/]|src[\\/]design[\\/](tokens|base)\.css|vite[\\/]preload-helper|rolldown[\\/]runtime/,
              priority: 1,
            },
            {
              name: "libraries",
              test: /node_modules[\\/](react|react-dom|scheduler|urql|@urql|@0no-co|wonka|graphql|graphql-ws|wouter|regexparam|mitt|use-sync-external-store|zustand|lucide-react)[\\/]/,
            },
            {
              name: "common",
              test: /src[\\/](app|design|graphql|timecode|words)[\\/]|src[\\/]upload[\\/](uploads|keeping|queue)/,
            },
            { name: "player", test: /src[\\/](drawing|player|room)[\\/]|@tanstack/, minShareCount: 2 },
          ],
        },
      },
    },
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
