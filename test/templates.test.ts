/** Template sets in the user's hands: ejected, edited, broken. And the bake file that verifies images. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { helpers } from '../src/5-render/helpers.ts'
import { compileOptions } from '../src/5-render/templates.generated.js'
import { traceTemplates } from '../src/5-render/trace.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { ejectCommand } from '../src/commands/eject.ts'
import { UsageError } from '../src/commands/shared/arguments.ts'
import { showCommand } from '../src/commands/show.ts'
import { verifyCommand } from '../src/commands/verify.ts'
import { runIn } from './golden/call.ts'

const folder = mkdtempSync(join(tmpdir(), 'templates-'))
const file = join(folder, 'templates/buildkit/Dockerfile.hbs')
test.before(() => cpSync('examples/quickstart', folder, { recursive: true }))
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** The shipped templates, in the project: also where a test before changed them. */
function eject() {
  rmSync(join(folder, 'templates'), { recursive: true, force: true })
  return runIn(folder, ejectCommand, 'buildkit')
}

test('an ejected template set gives the same bytes as the shipped one', async () => {
  const shipped = await runIn(folder, showCommand, 'training')
  const { code, out } = await eject()
  assert.is(code, 0)
  assert.match(out, 'templates: templates')
  const own = await runIn(folder, showCommand, 'training --templates templates')
  assert.is(own.out, shipped.out)
})

test('an edited template lays the same decisions out in its own way', async () => {
  await eject()
  writeFileSync(file, readFileSync('templates/buildkit/Dockerfile.hbs', 'utf8').replace('# System packages', '# Debian packages'))
  const { out } = await runIn(folder, showCommand, 'training --templates templates')
  assert.match(out, '# Debian packages')
})

const broken = {
  'a block that is not closed': ['{{#if parent}}', 'DC5001'],
  'a helper that nobody knows': ['{{nobody parent.from}}', 'DC5001'],
  'a value that no view has': ['{{parent.nothing}}', 'DC5002'],
} as const
for (const [what, [text, code]] of Object.entries(broken)) {
  test(`a template with ${what} is reported with its line, and nothing is written`, async () => {
    await eject()
    writeFileSync(file, `# first line\n# second line\n${text}\n`)
    const { code: exit, out } = await runIn(folder, compileCommand, '--templates templates --output fresh --json')
    assert.is(exit, 1)
    const found = JSON.parse(out).diagnostics.find((d: { severity: string }) => d.severity === 'error')
    assert.is(found.code, code)
    assert.is(found.file, 'templates/buildkit/Dockerfile.hbs')
    if (what !== 'a block that is not closed') assert.is(found.line, 3)
    assert.not(existsSync(join(folder, 'fresh')))
  })
}

/** Each line of a traced template: its text, the values in it with their columns, the values whose blocks hold it, and its line in the template. */
function traced(texts: Readonly<Record<string, string>>, view: object) {
  const files = new Map(Object.entries(texts).map(([name, text]) => [`${name}.hbs`, { path: name, text }]))
  return traceTemplates('buildkit', files)(view, path => path.join('.')).map(({ text, values, blocks, template }) => [
    text,
    values.map(({ start, end, origin }) => `${origin} ${start}-${end}`).join(', '),
    blocks.join(', '),
    template && `${template.path}:${template.line}`,
  ])
}

const TEXTS = {
  Dockerfile: `FROM {{parent.reference}}
# fixed
{{#if user}}
USER {{user}}
{{/if}}

{{#each env}}
ENV {{name}}={{shell text}}{{#if ../user}} # of {{../user}}{{/if}}
{{#if ../user}}
# {{../user}}
{{/if}}
{{else}}
# no environment
{{/each}}
{{#if flag}}
# flag
{{else if user}}
# user
{{else}}
# neither
{{/if}}
{{> more}}`,
  more: '# more\n{{#with parent}}\nLABEL {{reference}}\n{{/with}}\n',
}

test('a traced template tells of every line which values wrote it, which blocks hold it, and where it is', () => {
  const env = [
    { name: 'A', text: '1 2' },
    { name: 'B', text: '' },
  ]
  assert.equal(traced(TEXTS, { parent: { reference: 'a:1' }, user: 'app', env, flag: false }), [
    ['FROM a:1', 'parent.reference 5-8', '', 'Dockerfile:1'],
    ['# fixed', '', '', 'Dockerfile:2'],
    ['USER app', 'user 5-8', 'user', 'Dockerfile:4'],
    ['', '', '', 'Dockerfile:6'],
    ["ENV A='1 2' # of app", 'env.0.name 4-5, env.0.text 6-11, user 17-20', 'env.0', 'Dockerfile:8'],
    ['# app', 'user 2-5', 'env.0, user', 'Dockerfile:10'],
    ["ENV B='' # of app", 'env.1.name 4-5, user 14-17', 'env.1', 'Dockerfile:8'],
    ['# app', 'user 2-5', 'env.1, user', 'Dockerfile:10'],
    ['# user', '', 'flag, user', 'Dockerfile:18'],
    ['# more', '', '', 'more:1'],
    ['LABEL a:1', 'parent.reference 6-9', 'parent', 'more:3'],
    ['', '', '', 'more:3'],
  ])
  assert.equal(traced(TEXTS, { parent: { reference: 'a\nb' }, user: '', env: [], flag: false }), [
    ['FROM a', 'parent.reference 5-6', '', 'Dockerfile:1'],
    ['b', 'parent.reference 0-1', '', 'Dockerfile:1'],
    ['# fixed', '', '', 'Dockerfile:2'],
    ['', '', '', 'Dockerfile:6'],
    ['# no environment', '', 'env', 'Dockerfile:13'],
    ['# neither', '', 'flag, user', 'Dockerfile:20'],
    ['# more', '', '', 'more:1'],
    ['LABEL a', 'parent.reference 6-7', 'parent', 'more:3'],
    ['b', 'parent.reference 0-1', 'parent', 'more:3'],
    ['', '', '', 'more:3'],
  ])
})

test('a value cannot pretend to be a mark of the trace', () => {
  const [[text, values]] = traced({ Dockerfile: '{{user}}' }, { user: 'a\ufdd0v0\ufdd1b' }) as [[string, string]]
  assert.is(text, 'a\ufffdv0\ufffdb')
  assert.is(values, 'user 0-6')
})

test('tracing changes nothing in what a template writes', () => {
  const view = { user: 'app', none: '', list: ['a', 'b c'], parent: { reference: 'x' }, flag: true }
  const own = Handlebars.create()
  for (const [name, helper] of Object.entries(helpers)) own.registerHelper(name, helper as Handlebars.HelperDelegate)
  for (const text of [
    '',
    'no line end',
    'a\r\n{{user}}\r\n',
    'a {{~#if user~}} b {{~else~}} c {{~/if~}} d\n',
    '{{#if none}}\na\n{{else if flag}}\n  b\n{{else}}\nc\n{{/if}}\n\n',
    '{{#unless flag}}\na\n{{else if user}}{{#each list}}\n- {{this}}\n{{/each}}\n{{/unless}}\n',
    '{{#each list}}{{@index}}{{#if @last}}.{{else}},{{/if}}{{/each}}\n',
    '{{!-- a comment --}}\n{{! another }}{{lines list 2}}\nRUN {{chain list}}\n',
    '{{#if list}}{{#with parent}}{{#if ../user}}{{../user}} {{reference}}{{/if}}{{/with}}{{/if}}',
    '  {{json list}} \\{{raw}} {{{user}}}\n',
  ]) {
    const plain = own.compile(text.replaceAll('\r\n', '\n'), compileOptions)(view)
    const lines = traced({ Dockerfile: text }, view).map(([line]) => line)
    assert.is(lines.join('\n'), plain, JSON.stringify(text))
  }
})

test('ejecting never overwrites', async () => {
  await eject()
  try {
    await runIn(folder, ejectCommand, 'buildkit')
    assert.unreachable('it overwrote a template')
  } catch (error) {
    assert.instance(error, UsageError)
  }
})

test('a folder without templates of the dialect is an error', async () => {
  const { code, out } = await runIn(folder, compileCommand, '--templates penguins --json')
  assert.is(code, 1)
  assert.match(out, 'DC5003')
})

test('verify has a target for every image, each on top of the image and named in the group', async () => {
  const { code, out } = await runIn(folder, verifyCommand)
  assert.is(code, 0)
  const { group, target } = JSON.parse(out)
  assert.equal(group.verify.targets, Object.keys(target))
  for (const [name, { contexts, args }] of Object.entries<{ contexts: Record<string, string>; args: Record<string, string> }>(
    target,
  )) {
    assert.is(contexts.image, `target:${name.replace('verify-', '')}`)
    assert.match(args.PACKAGES!, 's3fs')
  }
})

test.run()
