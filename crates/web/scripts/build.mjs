// Bundles what makes pages quick into ../dist, from where the binary embeds it. One bundle for guests, one for those who
// work at a venue.

import { build } from "esbuild";

await build({
  entryPoints: ["src/guest.ts", "src/inside.ts"],
  outdir: "../dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  logLevel: "info",
});
