import Handlebars from 'handlebars/runtime.js'
import type { Dialect } from '../model/project.ts'
import { helpers } from './helpers.ts'
import { markedTemplate } from './marked-template.ts'
import { BEGIN, BLOCK, END, order } from './marks.ts'
import { compileOptions } from './templates.generated.js'
import type { OwnTemplate } from './templates.ts'
import { tracedTemplates } from './traced-templates.generated.js'

/** One physical line of a rendered text, and where its characters come from. `O` is what the caller says about a value of the view. */
export interface TracedLine<O> {
  readonly text: string
  /** Stretches that values of the view wrote, in order. Offsets count UTF-16 units of `text`. */
  readonly values: readonly TracedValue<O>[]
  /** The values whose blocks (`{{#if apt}}`, `{{#each installs}}`) hold the line, outermost first. */
  readonly blocks: readonly O[]
  /** The line of the template that laid it out. */
  readonly template: { readonly path: string; readonly line: number; readonly shipped: boolean } | null
}

/** A stretch of a line that a value of the view wrote. */
interface TracedValue<O> {
  readonly start: number
  readonly end: number
  readonly path: ViewPath
  readonly origin: O
}

/** A way into the view: `['environment', 0, 'value']`. */
export type ViewPath = readonly (string | number)[]

/** Renders a view, and tells for every line of the text which values and which line of which template it comes from. */
export type Trace = <O>(view: object, originOf: (path: ViewPath) => O) => TracedLine<O>[]

/**
 * Prepares the templates of a dialect for tracing. Nothing is guessed from the text: the templates' syntax trees have marks for their lines and blocks
 * (those of shipped ones got them in the build), the values of the view get marks of their own, and helpers quote what is between the marks. So any
 * template of a project can be traced.
 *
 * @param own templates of the project, in the places of shipped ones
 */
export function traceTemplates(dialect: Dialect, own: ReadonlyMap<string, OwnTemplate>): Trace {
  const environment = Handlebars.create()
  const marks = new Marks()
  for (const [name, helper] of Object.entries(helpers)) {
    const own = LAYOUT.has(name) ? helper : quotingBetweenMarks(helper as Helper)
    environment.registerHelper(name, own as Handlebars.HelperDelegate)
  }
  environment.registerHelper(BLOCK, marks.block as Handlebars.HelperDelegate)
  const specifications = {
    ...tracedTemplates[dialect],
    ...Object.fromEntries([...own].map(([file, { text }]) => [file, evaluated(markedTemplate(text, file, compileOptions))])),
  }
  const templates = new Map(
    Object.entries(specifications).map(([file, specification]) => [
      file,
      environment.template(specification as TemplateSpecification),
    ]),
  )
  for (const [file, template] of templates) environment.registerPartial(file.replace(/\.hbs$/, ''), template)
  const main = templates.get('Dockerfile.hbs')!
  const sourceOf = (file: string) => ({ path: own.get(file)?.path ?? `templates/${dialect}/${file}`, shipped: !own.has(file) })
  return (view, originOf) => {
    const { marked, pathOf } = marks.mark(view)
    const text = main(marked)
    return readMarks(text, pathOf, originOf, sourceOf)
  }
}

const evaluated = (specification: string): object => new Function(`return ${specification}`)() as object

type Helper = (...args: unknown[]) => string

/** Helpers that put texts below each other and do not look at them. All others quote. */
const LAYOUT = new Set(['lines', 'chain', 'sequence', 'first', 'mounts', 'heredoc'])

const MARK = new RegExp(`${BEGIN}([^${END}]*)${END}`, 'g')

/** A helper that quotes values without their marks; what it writes carries all of them. */
function quotingBetweenMarks(helper: Helper): Helper {
  return (...args) => {
    const found = new Set<string>()
    const options = args.pop()
    const text = helper(...args.map(argument => withoutMarks(argument, found)), options)
    return [...found].reduce((inner, mark) => order(mark) + inner + order('/'), text)
  }
}

function withoutMarks(value: unknown, found: Set<string>): unknown {
  if (typeof value === 'string')
    return value.replace(MARK, (_, mark: string) => {
      if (mark.startsWith('v')) found.add(mark)
      return ''
    })
  if (Array.isArray(value)) return value.map(item => withoutMarks(item, found))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMarks(inner, found)]))
}

/** Gives the values of one view their marks. */
class Marks {
  #named: ViewPath[] = []
  #numbers = new WeakMap<object, number>()
  #paths = new WeakMap<object, ViewPath>()

  mark(view: object): { marked: object; pathOf: (number: number) => ViewPath } {
    const named: ViewPath[] = []
    this.#named = named
    return { marked: this.#marked(view, []) as object, pathOf: number => named[number]! }
  }

  #marked(value: unknown, path: ViewPath): unknown {
    if (typeof value === 'string') {
      // An empty text must stay empty: templates ask for it.
      if (value === '') return value
      return order(`v${this.#number(path)}`) + value.replace(/[\ufdd0\ufdd1]/g, '\ufffd') + order('/')
    }
    if (value === null || typeof value !== 'object') return value
    const copy: object = Array.isArray(value)
      ? value.map((item, i) => this.#marked(item, [...path, i]))
      : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#marked(inner, [...path, key])]))
    this.#numbers.set(copy, this.#number(path))
    this.#paths.set(copy, path)
    return copy
  }

  #number(path: ViewPath): number {
    return this.#named.push(path) - 1
  }

  /** The helper at the start of a block: `value` is what the block is about, `name` how the template calls it. */
  readonly block = (() => {
    const marks = this
    return function (this: unknown, value: unknown, name: string): string {
      const number = marks.#numberOf(value, this, name)
      return order(number === undefined ? 'b' : `b${number}`)
    }
  })()

  #numberOf(value: unknown, context: unknown, name: string): number | undefined {
    if (typeof value === 'object' && value !== null) return this.#numbers.get(value)
    if (typeof value === 'string' && value.startsWith(`${BEGIN}v`)) return Number.parseInt(value.slice(2), 10)
    // A switch, or something that the image does not have: it is known by its way from here.
    const path = typeof context === 'object' && context !== null ? this.#paths.get(context) : undefined
    return path && name !== '' ? this.#number([...path, ...name.split('.')]) : undefined
  }
}

function readMarks<O>(
  text: string,
  pathOf: (number: number) => ViewPath,
  originOf: (path: ViewPath) => O,
  sourceOf: (file: string) => { path: string; shipped: boolean },
): TracedLine<O>[] {
  const lines: TracedLine<O>[] = []
  const values: number[] = []
  const blocks: (O | undefined)[] = []
  let here: TracedLine<O>['template'] = null
  let line = startLine<O>()
  let from = 0
  const write = (written: string): void => {
    for (const [i, piece] of written.split('\n').entries()) {
      if (i > 0) {
        line.blocks ??= present(blocks)
        lines.push({ text: line.text, values: line.values, blocks: line.blocks, template: line.template ?? here })
        line = startLine<O>()
      }
      if (piece === '') continue
      line.blocks ??= present(blocks)
      line.template ??= here
      const start = line.text.length
      line.text += piece
      for (const value of values) {
        const path = pathOf(value)
        line.values.push({ start, end: line.text.length, path, origin: originOf(path) })
      }
    }
  }
  for (const { 0: whole, 1: mark = '', index } of text.matchAll(MARK)) {
    write(text.slice(from, index))
    from = index + whole.length
    if (mark === '/') values.pop()
    else if (mark === '-') blocks.pop()
    else if (mark.startsWith('v')) values.push(Number(mark.slice(1)))
    else if (mark.startsWith('b')) blocks.push(mark === 'b' ? undefined : originOf(pathOf(Number(mark.slice(1)))))
    else {
      const [, number, file] = /^t(\d+):(.*)$/s.exec(mark)!
      here = { ...sourceOf(file!), line: Number(number) }
    }
  }
  write(`${text.slice(from)}\n`)
  return lines
}

function startLine<O>() {
  return {
    text: '',
    values: [] as TracedValue<O>[],
    blocks: undefined as readonly O[] | undefined,
    template: null as TracedLine<O>['template'],
  }
}

const present = <O>(items: readonly (O | undefined)[]): O[] => items.filter((item): item is O => item !== undefined)
