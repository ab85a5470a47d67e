import { join } from 'node:path'

/**
 * How esbuild makes a bundle for browsers. What is left of Node in it, by mistake, stops the build.
 *
 * @template {import('esbuild').BuildOptions} T
 * @param {string} root
 * @param {T} options
 * @returns {import('esbuild').BuildOptions & { write: false } & T}
 */
export function browserBundle(root, options) {
  return {
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: ['chrome115', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'warning',
    alias: {
      // The one thing that the core asks Node for: a hash, which is a function of its input alone.
      'node:crypto': join(root, 'scripts/build/browser-crypto.mjs'),
      // The package's entry for Node reads template files.
      handlebars: join(root, 'node_modules/handlebars/dist/cjs/handlebars.js'),
      'handlebars/runtime.js': join(root, 'node_modules/handlebars/dist/cjs/handlebars.runtime.js'),
    },
    ...options,
  }
}
