// How the page becomes files: hashed names, and each file also as gzip and brotli.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Compresses what was written, so that the server never does. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const name of readdirSync(folder)) {
        const bytes = readFileSync(join(folder, name));
        const keep = (ending: string, made: Buffer) => {
          if (made.length < bytes.length) writeFileSync(join(folder, name + ending), made);
        };
        keep(".gz", gzipSync(bytes, { level: 9 }));
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        keep(".br", brotliCompressSync(bytes, best));
      }
    },
  };
}

const api = process.env.ONTOS_SERVER ?? "http://127.0.0.1:8000";

const served = { target: api, changeOrigin: true, headers: { origin: api } };

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/assets/" : "/",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  plugins: [compressed()],
  build: {
    target: "es2022",
    outDir: process.env.ONTOS_WEB_OUT ?? "dist",
    assetsDir: "",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // `npx vite` serves the sources with the API of a server that runs already, and which takes only
  // what comes from its own origin.
  server: { proxy: { "/api": served, "/openapi.json": served } },
}));
