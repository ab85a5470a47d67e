import { byCodePoint } from '../basics/order.ts'
import { packageNames, packageText } from './package-texts.ts'

/** The template set of a dialect, as it is shipped: text by file name, `Dockerfile.hbs`. */
export function packageTemplates(dialect: string): Map<string, string> {
  const folder = `templates/${dialect}`
  const names = packageNames(folder).filter(name => name.endsWith('.hbs'))
  return new Map(names.map(name => [name, needed(`${folder}/${name}`)]))
}

/** The dialects that have a template set, sorted. */
export function packageDialects(): string[] {
  return packageNames('templates')
}

/** The page of a diagnostic code; undefined where there is none. */
export function diagnosticPage(code: string): string | undefined {
  return packageText(`docs/diagnostics/${code}.md`)
}

/** A schema that is shipped, such as `project`, or `check` for the answer of a verb. */
export function packageSchema(name: string): Record<string, unknown> {
  const text = packageText(`schema/${name}.schema.json`) ?? needed(`schema/output/${name}.schema.json`)
  return JSON.parse(text) as Record<string, unknown>
}

/** The names of the schemas that are shipped, sorted; not those of files that only dockcompile itself has. */
export function packageSchemas(): string[] {
  const names = (folder: string) => packageNames(folder).flatMap(name => /^(.*)\.schema\.json$/.exec(name)?.[1] ?? [])
  return [...names('schema').filter(name => name !== 'catalog'), ...names('schema/output')].sort(byCodePoint)
}

/** The style and the program of the report's page, as scripts/build.mjs makes them from src/answers/report/page. */
export function reportAssets(): { css: string; js: string } {
  return { css: needed('dist/report/report.css'), js: needed('dist/report/report.js') }
}

/** The Python program that asks ZenML about a pipeline, src/freeze/capture.py. */
export function captureProgram(): string {
  return needed('dist/capture.py')
}

/** The Python program that says what a parent image has, src/freeze/parent.py. */
export function parentProgram(): string {
  return needed('dist/parent.py')
}

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(needed('package.json')) as { version: string }).version
}

function needed(path: string): string {
  const text = packageText(path)
  if (text === undefined) throw new Error(`${path} is missing: install dockcompile again`)
  return text
}
