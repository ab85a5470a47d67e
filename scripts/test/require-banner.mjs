/** For esbuild's bundles that are modules: code that loads late calls `require`, which modules do not have. */
export const REQUIRE = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url)",
}
