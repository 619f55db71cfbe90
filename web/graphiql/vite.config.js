import { defineConfig } from "vite";

export default defineConfig({
  base: "/graphiql/",
  worker: { format: "es" },
  esbuild: { jsx: "automatic" },
  build: {
    outDir: "../../server/static/graphiql",
    emptyOutDir: true,
    chunkSizeWarningLimit: 8000,
  },
});
