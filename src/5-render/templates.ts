import Handlebars from 'handlebars/runtime.js'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Sources } from '../model/sources.ts'
import type { Workspace } from '../model/workspace.ts'
import { helpers } from './helpers.ts'
import { templates as shipped } from './templates.generated.js'

/** Lays a view out as text. */
export type Template = (view: object) => string

/** The templates that a workspace uses. */
export function loadTemplates({ dialect }: Workspace, _sources: Sources, _report: Report): ReadonlyMap<string, Template> {
  return shippedTemplates(dialect)
}

/** The templates of a dialect, by file name (`Dockerfile.hbs`); partials are called by their path (`{{> partials/apt}}`). */
export function shippedTemplates(dialect: string): ReadonlyMap<string, Template> {
  return prepare(Object.entries(shipped[dialect] ?? {}) as [string, TemplateSpecification][])
}

function prepare(specifications: readonly (readonly [string, TemplateSpecification])[]): ReadonlyMap<string, Template> {
  const environment = Handlebars.create()
  for (const [name, helper] of Object.entries(helpers)) environment.registerHelper(name, helper as Handlebars.HelperDelegate)
  const templates = new Map(specifications.map(([file, specification]) => [file, environment.template(specification)] as const))
  for (const [file, template] of templates) environment.registerPartial(file.replace(/\.hbs$/, ''), template)
  return templates
}
