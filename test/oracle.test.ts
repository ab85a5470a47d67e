/**
 * ZenML's own answers, compared by ../shared/oracle/compare.mjs: those of 0.98.0, and of eight older releases every third, with `npm run test:all` every one.
 * It starts the program for each case, most of which is the start of Node: here it gets its answers from one process, with `npm run test:all` from the
 * program as it is shipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'
import { skip } from './skip.ts'
import { answerInProcess } from './support/in-process.ts'

const COMPARE = '../shared/oracle/compare.mjs'
const OLDER = '../shared/oracle-versions'
const KNOWN = 'docs/known-differences.json'
const PACKAGE = resolve('dist/cli.js')

if (process.env.IN_PROCESS) answerInProcess(PACKAGE)
else {
  if (!existsSync(COMPARE)) skip(test, 'the same decisions as ZenML', '../shared/oracle is not here')
  else test('the same decisions as ZenML, but for the known differences', () => compare([]))

  if (!existsSync(OLDER)) skip(test, 'the same decisions as older releases', `${OLDER} is not here`)
  else {
    for (const [i, release] of readdirSync(OLDER)
      .filter(name => /^\d/.test(name))
      .sort()
      .entries()) {
      const folder = `${OLDER}/${release}/cases`
      // Another third of each release, so that together they have nearly every kind.
      const chosen = readdirSync(folder)
        .sort()
        .filter((_, n) => process.env.ALL_BUILDS !== undefined || n % 3 === i % 3)
      test(`the same decisions as ZenML ${release}, but for the known differences`, () =>
        compare(['--cases', folder, '--only', `^(?:${chosen.join('|')})$`]))
    }
  }
  test.run()
}

function compare(chosen: readonly string[]): void {
  assert.ok(existsSync(PACKAGE), 'dist/ is not built')
  const shipped = process.env.ALL_BUILDS !== undefined || process.env.DOCKCOMPILE_PROGRAM !== undefined
  const asked = [COMPARE, '--known', KNOWN, ...chosen]
  const args = shipped
    ? [...asked, '--cli', [PROGRAM, ...FIRST_ARGUMENTS].join(' ')]
    : ['--import', pathToFileURL(process.argv[1]!).href, ...asked, '--jobs', '1']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, ...(!shipped && { IN_PROCESS: '1', NO_COLOR: '1' }) },
  })
  console.log(`\nnote: ${stdout.trim().split('\n').at(-1)}`)
  assert.ok(status === 0, `${stdout}${stderr}`)
}
