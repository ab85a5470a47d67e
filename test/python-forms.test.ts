/**
 * docs/how-to/python.md: each row of its tables is read as the page says. Where Python can be asked for the value too, it agrees. `npm test -- --update
 * python-forms` writes the second column; read the diff as prose.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { readCode } from '../src/code/read-code.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import type { Node } from '../src/model/node.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { parsePage } from './docs/page.ts'
import { isHere } from './docs/shell.ts'
import { skip } from './skip.ts'

const PAGE = 'docs/how-to/python.md'
const MODULE = 'pipelines/training.py'
const catalog = JSON.parse(readFileSync('catalog/newest.json', 'utf8'))
const text = readFileSync(PAGE, 'utf8')

/** The page's own modules that rows may import. */
const others = Object.fromEntries(
  parsePage(text).blocks.flatMap(block =>
    block.kind === 'file' && block.path.startsWith('shop/') ? [[block.path, `${block.lines.join('\n')}\n`]] : [],
  ),
)

/** A row of a table of forms: an expression, and its value as JSON or why it cannot be known. */
interface Form {
  readonly section: string
  readonly setup: string
  readonly variables: ReadonlyMap<string, string>
  readonly line: number
  readonly expression: string
  readonly said: string
}

const forms = text.split(/^(?=##+ )/m).flatMap(formsOf)

test('the page has forms of every kind', () => {
  assert.equal(
    [...new Set(forms.map(form => form.section))],
    [
      'Environment variables and secrets',
      'Values',
      "ZenML's own names",
      'Names and imports',
      'Paths',
      'Functions',
      'What is refused',
    ],
  )
})

if (process.env.UPDATE)
  test('the page is written', () => {
    const lines = text.split('\n')
    for (const form of forms) lines[form.line] = `| \`${escaped(form.expression)}\` | ${read(form)} |`
    writeFileSync(PAGE, lines.join('\n'))
    assert.ok(forms.length > 0)
  })
else {
  for (const form of forms) test(`${form.section}: ${form.expression}`, () => assert.is(read(form), form.said))

  if (isHere('python3'))
    test('Python gives the same values', () => {
      const values = forms.filter(form => form.section === 'Values')
      const script = `import json\nprint(json.dumps([${values.map(form => `${form.expression},\n`).join('')}], default=list))`
      const { stdout, stderr } = spawnSync('python3', ['-c', script], { encoding: 'utf8' })
      assert.is(stderr, '')
      assert.equal(
        JSON.parse(stdout),
        values.map(form => JSON.parse(form.said.slice(1, -1).replaceAll('\\|', '|'))),
      )
    })
  else skip(test, 'Python gives the same values', 'no python3 is here')
}

test.run()

/** The rows of a section, with its untitled Python block before them and the `variables` of its YAML block. */
function formsOf(part: string): Form[] {
  const start = text.slice(0, text.indexOf(part)).split('\n').length - 1
  const block = (language: string) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'm').exec(part)?.[1] ?? ''
  const { variables = {} } = (parse(block('yaml')) ?? {}) as { variables?: Record<string, string> }
  const lines = part.split('\n')
  const first = lines.findIndex(line => line.startsWith('| Python |'))
  if (first < 0) return []
  return lines.slice(first + 2).flatMap((line, i) => {
    const [, cell, said] = /^\| `(.*?)` \| ?(.*?) ?\|$/.exec(line) ?? []
    if (cell === undefined) return []
    const expression = cell.replaceAll('\\|', '|')
    const section = lines[0]!.replace(/^#+ /, '')
    return {
      section,
      setup: block('python'),
      variables: new Map(Object.entries(variables)),
      line: start + first + 2 + i,
      expression,
      said: said!,
    }
  })
}

/** The second cell of a row. */
function read({ setup, variables, expression }: Form): string {
  const module = `${setup}\nfrom zenml import pipeline\n\n@pipeline(extra={"value": ${expression}})\ndef training():\n    pass\n`
  const sources = memorySources({
    ...others,
    [MODULE]: module,
  })
  const found: Diagnostic[] = []
  const context = { sources, sourceRoot: '.', variables, python: '3.11', catalog, file: undefined, config: () => undefined }
  const [pipeline] = readCode({ file: MODULE, name: 'training', at: null }, context, one => found.push(one))
  assert.equal(
    found.filter(({ severity }) => severity !== 'hint').map(({ message }) => message),
    [],
  )
  const extra = pipeline!.layers[0]!.config.entries.find(({ key }) => key.kind === 'string' && key.value === 'extra')!.value
  assert.is(extra.kind, 'map')
  const value = extra.kind === 'map' ? extra.entries[0]!.value : extra
  return value.kind === 'unknown' ? value.reason : `\`${escaped(json(value))}\``
}

/** A cell of a table has no bare `|`. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|')
}

/** As people write it: a space after each comma. */
function json(node: Node): string {
  switch (node.kind) {
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${json(key)}: ${json(value)}`).join(', ')}}`
    case 'list':
      return `[${node.items.map(json).join(', ')}]`
    case 'string':
    case 'bool':
      return JSON.stringify(node.value)
    case 'int':
    case 'float':
      return String(node.value)
    case 'null':
      return 'null'
    default:
      throw new Error(`no value of the page is of the kind ${node.kind}`)
  }
}
