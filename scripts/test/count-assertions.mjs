import { join } from 'node:path'

/** An esbuild plugin that puts test/support/counted-uvu.ts in the place of uvu, but for that file itself. */
export const countAssertions = root => ({
  name: 'count assertions',
  setup({ onResolve }) {
    const path = join(root, 'test/support/counted-uvu.ts')
    onResolve({ filter: /^uvu(\/assert)?$/ }, ({ importer }) => (importer === path ? undefined : { path }))
  },
})
