import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The template set of a dialect, as it is shipped: text by file name, `Dockerfile.hbs`. */
export function packageTemplates(dialect: string): Map<string, string> {
  const folder = join(root, 'templates', dialect)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.hbs'))
    .sort()
  return new Map(names.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** The page of a diagnostic code; undefined where there is none. */
export function diagnosticPage(code: string): string | undefined {
  const path = join(root, 'docs/diagnostics', `${code}.md`)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** A schema that is shipped, such as `project`. */
export function packageSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, 'schema', `${name}.schema.json`), 'utf8')) as Record<string, unknown>
}

/** The style and the program of the report's page, as scripts/build.mjs makes them from src/7-report/page. */
export function reportAssets(): { css: string; js: string } {
  const read = (name: string) => readFileSync(join(root, 'dist/report', name), 'utf8')
  return { css: read('report.css'), js: read('report.js') }
}
