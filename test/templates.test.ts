/** Template sets in the user's hands: ejected, edited, broken. And the bake file that verifies images. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../src/commands/arguments.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { ejectCommand } from '../src/commands/eject.ts'
import { showCommand } from '../src/commands/show.ts'
import { verifyCommand } from '../src/commands/verify.ts'
import { runIn } from './golden/call.ts'

const folder = mkdtempSync(join(tmpdir(), 'templates-'))
const file = join(folder, 'templates/buildkit/Dockerfile.hbs')
test.before(() => cpSync('examples/quickstart', folder, { recursive: true }))
test.after(() => rmSync(folder, { recursive: true, force: true }))

test('an ejected template set gives the same bytes as the shipped one', async () => {
  const shipped = await runIn(folder, showCommand, 'training')
  const { code, out } = await runIn(folder, ejectCommand, 'buildkit')
  assert.is(code, 0)
  assert.match(out, 'templates: templates')
  const own = await runIn(folder, showCommand, 'training --templates templates')
  assert.is(own.out, shipped.out)
})

test('an edited template lays the same decisions out in its own way', async () => {
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
  test(`a template with ${what} is told with its line, and nothing is written`, async () => {
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

test('ejecting never overwrites', async () => {
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
