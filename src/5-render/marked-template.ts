import { BLOCK, order } from './marks.ts'
import { templateCompiler } from './template-compiler.ts'
import type { compileOptions } from './templates.generated.js'

/**
 * Compiles a template to the source of its specification. The template also writes where in it a text is, and which block that is in.
 *
 * @param file its name, which is in the marks
 * @param options what templates are compiled with
 */
export function markedTemplate(text: string, file: string, options: typeof compileOptions): string {
  const tree = templateCompiler().parse(text.replaceAll('\r\n', '\n'))
  markProgram(tree, file)
  const knownHelpers = { ...options.knownHelpers, [BLOCK]: true }
  return templateCompiler().precompile(tree, { ...options, knownHelpers }) as string
}

type Statement = hbs.AST.Statement

function markProgram(program: hbs.AST.Program, file: string): void {
  program.body = program.body.flatMap((statement): Statement[] => {
    if (statement.type === 'ContentStatement') {
      markContent(statement as Content, file)
      return [statement]
    }
    if (statement.type === 'BlockStatement') markBlock(statement as hbs.AST.BlockStatement, file)
    return [content(place(file, statement.loc.start.line)), statement]
  })
}

const place = (file: string, line: number): string => order(`t${line}:${file}`)

function content(text: string): Statement {
  const nowhere = { line: 0, column: 0 }
  return { type: 'ContentStatement', value: text, original: text, loc: { source: '', start: nowhere, end: nowhere } } as Content
}

/** What Handlebars makes of a text. `rightStripped`: white space at its start was taken away, because a block is alone on the line before. */
interface Content extends hbs.AST.Statement {
  value: string
  readonly original: string
  readonly rightStripped?: boolean
}

function markContent(statement: Content, file: string): void {
  const { value, original, rightStripped, loc } = statement
  if (value === '') return
  let start = rightStripped ? 1 : 0
  while (start < original.length && !original.startsWith(value, start)) start++
  let line = loc.start.line + (original.slice(0, start).match(/\n/g)?.length ?? 0)
  statement.value = place(file, line) + value.replace(/\n(?!$)/g, () => `\n${place(file, ++line)}`)
}

function markBlock(block: hbs.AST.BlockStatement, file: string): void {
  const [subject] = block.params
  const name = (block.path as hbs.AST.PathExpression).original
  const moves = name === 'each' || name === 'with'
  for (const program of [block.program, block.inverse]) {
    if (!program) continue
    markProgram(program, file)
    // `{{else if …}}` is a block of its own, inside.
    const about = blockMark(moves && program === block.program ? undefined : subject)
    program.body = [about, ...program.body, content(order('-'))]
    // Handlebars goes through the tree once more for white space, and would look for its chain of `{{else if}}`.
    Object.assign(program, { chained: false })
  }
}

/** The statement that says what a block is about: its subject, or the item that it is at. */
function blockMark(subject: hbs.AST.Expression | undefined): Statement {
  const mark = templateCompiler().parse(`{{${BLOCK} this ""}}`).body[0] as hbs.AST.MustacheStatement
  if (subject) {
    const { depth, data, parts, type } = subject as hbs.AST.PathExpression
    const name = type === 'PathExpression' && depth === 0 && !data ? parts.join('.') : ''
    mark.params = [subject, { ...mark.params[1]!, value: name, original: name } as hbs.AST.StringLiteral]
  }
  return mark
}
