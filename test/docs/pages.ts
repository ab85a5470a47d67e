import { readdirSync } from 'node:fs'

/** Every Markdown file that a user or a contributor reads, diagnostics apart: those are programs of their own (test/diagnostics.test.ts). */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/quickstart/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .map(name => `docs/${name.replaceAll('\\', '/')}`)
    .filter(path => path.endsWith('.md') && !path.startsWith('docs/diagnostics/DC'))
    .sort(),
]

/** Those whose commands are run. Decisions tell of what was tried once. */
export const PAGES: readonly string[] = DOCUMENTS.filter(path => !path.startsWith('docs/decisions/'))
