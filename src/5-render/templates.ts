import Handlebars from 'handlebars/runtime.js'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { placeOfDamage } from '../diagnostics/place-of-damage.ts'
import type { Workspace } from '../model/workspace.ts'
import { readText } from '../sources/read-text.ts'
import type { Sources } from '../sources/sources.ts'
import { STATUS_WORDS } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { helpers } from './helpers.ts'
import { templateCompiler } from './template-compiler.ts'
import { compileOptions, templates as shipped } from './templates.generated.js'

/** A template of the project. */
export interface OwnTemplate {
  /** Relative to the project root. */
  readonly path: string
  readonly text: string
}

/** Lays a view out as text. */
export type Template = (view: object) => string

type Specification = TemplateSpecification

/** The templates that a workspace uses: the shipped ones of its dialect, and in their places those of the project's template folder. */
export function loadTemplates({ dialect, project }: Workspace, sources: Sources, report: Report): ReadonlyMap<string, Template> {
  const own = project.templates === null ? new Map<string, string>() : ownTemplates(project.templates.value, dialect, sources)
  if (project.templates !== null && own.size === 0) {
    const { value, at } = project.templates
    const status = sources.status(value)
    const problem = status === 'folder' ? 'has no template of this dialect' : STATUS_WORDS[status]
    const help = `copy the shipped ones there with \`dockcompile eject ${dialect}\``
    report(diagnostic('DC5003', at, { path: value, problem }, status === 'outside' ? {} : { help }))
  }
  const environment = Handlebars.create()
  for (const [name, helper] of Object.entries(helpers))
    environment.registerHelper(name, own.size ? placed(name, helper) : (helper as Handlebars.HelperDelegate))
  const templates = new Map<string, Template>()
  for (const [file, specification] of Object.entries(shipped[dialect] ?? {})) {
    if (!own.has(file)) templates.set(file, environment.template(specification as Specification))
  }
  for (const [file, path] of own) {
    const text = sources.read(path)
    if (text === undefined) {
      const { at, notes } = placeOfDamage(path, project.templates!.at, sources)
      report(diagnostic('DC5001', at, { path, problem: STATUS_WORDS[sources.status(path)] }, { notes }))
    }
    templates.set(file, text === undefined ? NOTHING : compiled(path, text, environment, report))
  }
  for (const [file, template] of templates)
    environment.registerPartial(file.replace(/\.hbs$/, ''), template as Handlebars.Template)
  return templates
}

/** The project's own templates that `loadTemplates` takes, by the names of the shipped ones in whose places they are. */
export function projectTemplates({ dialect, project }: Workspace, sources: Sources): Map<string, OwnTemplate> {
  const own = project.templates === null ? [] : [...ownTemplates(project.templates.value, dialect, sources)]
  return new Map(own.map(([file, path]) => [file, { path, text: readText(sources, path) }]))
}

/** Template files of a folder by the names of the shipped ones: `Dockerfile.hbs`, also below a folder named after the dialect. */
function ownTemplates(folder: string, dialect: string, sources: Sources): Map<string, string> {
  const found = new Map<string, string>()
  for (const root of [folder, `${folder}/${dialect}`]) {
    for (const name of sources.list(root) ?? []) if (name.endsWith('.hbs')) found.set(name, `${root}/${name}`)
    for (const name of sources.list(`${root}/partials`) ?? [])
      if (name.endsWith('.hbs')) found.set(`partials/${name}`, `${root}/partials/${name}`)
  }
  return found
}

/** Stands for a template of which an error was reported: nothing is written then. */
const NOTHING: Template = () => ''

/** A template of the project. Its mistakes are the user's: they are reported with their line, when it is compiled and when it runs. */
function compiled(path: string, text: string, environment: typeof Handlebars, report: Report): Template {
  let template: Template
  try {
    const specification = templateCompiler().precompile(text.replaceAll('\r\n', '\n'), compileOptions) as string
    template = environment.template(namingProperties(new Function(`return ${specification}`)() as Executable))
  } catch (problem) {
    report(
      diagnostic('DC5001', placeOf(problem, path, text), { path, problem: `is not a template: ${firstLine(problem)}` }, HELP),
    )
    return NOTHING
  }
  return view => {
    try {
      return template(view)
    } catch (problem) {
      report(diagnostic('DC5002', placeOf(problem, path, text), { path, problem: firstLine(problem) }, HELP))
      return ''
    }
  }
}

/** What a specification has at its heart; the runtime gives it its own functions. */
interface Executable extends Specification {
  main(container: { lookupProperty: Lookup }, ...more: unknown[]): string
}

type Lookup = (parent: unknown, property: string) => unknown

/** A property was asked for where nothing is. An engine's own error says which in words of its own, or not at all. */
class NothingThere extends TypeError {
  readonly property: string

  constructor(property: string) {
    super(property)
    this.property = property
  }
}

/** The same template, which says which property it looked for where nothing is. */
function namingProperties(specification: Executable): Executable {
  const { main } = specification
  return {
    ...specification,
    main(container, ...more) {
      const { lookupProperty } = container
      container.lookupProperty = (parent, property) => {
        if (parent === undefined || parent === null) throw new NothingThere(property)
        return lookupProperty(parent, property)
      }
      try {
        return main.call(this, container, ...more)
      } finally {
        container.lookupProperty = lookupProperty
      }
    },
  }
}

/** A helper that stops with the line of its call when the template gives it nothing: Handlebars says a line only for its own mistakes. */
function placed(name: string, helper: (typeof helpers)[keyof typeof helpers]): Handlebars.HelperDelegate {
  return (...given: unknown[]) => {
    if (given.length > 1 && given[0] !== undefined && given[0] !== null)
      return (helper as (...values: unknown[]) => string)(...given)
    const { loc } = given.at(-1) as { loc?: { start: { line: number } } }
    throw Object.assign(new Error(`\`${name}\` is given a value that is not there`), { lineNumber: loc?.start.line })
  }
}

const HELP = { help: 'compare it with the shipped template: `dockcompile eject` into an empty folder' }

/** Handlebars names the line in a property, or only in prose (`Parse error on line 3:`). */
function placeOf(problem: unknown, file: string, text: string): Span {
  const { lineNumber, message = '' } = problem as { lineNumber?: number; message?: string }
  const lines = text.split('\n')
  const read = nameRead(problem)
  const withName = read === undefined ? -1 : lines.findIndex(line => line.includes(`/${read}`))
  const line = lineNumber ?? Number(/on line (\d+)/.exec(message)?.[1] ?? Math.max(withName, 0) + 1)
  const start = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0)
  return { file, start, end: start + (lines[line - 1]?.length ?? 0) }
}

/** The property that could not be read, where that is what stopped JavaScript. */
const nameRead = (problem: unknown) => (problem instanceof NothingThere ? problem.property : undefined)

function firstLine(problem: unknown): string {
  // JavaScript's own words say nothing about a template: `../` led above the data, or a helper got a list for a text.
  if (problem instanceof TypeError) {
    const name = nameRead(problem)
    return name === undefined ? 'a helper is given a value of another kind' : `\`${name}\` is looked for where nothing is`
  }
  const [first = '', ...rest] = (problem as Error).message.split('\n')
  const missing = /^"(.*)" not defined in /.exec(first)?.[1]
  if (missing !== undefined) return `\`${missing}\` is not among what the template is given`
  return /^Parse error/.test(first) ? `parse error near \`${(rest[0] ?? '').trim()}\`` : first.replace(/ - \d+:\d+$/, '')
}
