/**
 * ZenML's own answers, compared by ../shared/oracle/compare.mjs. It starts the program 641 times, most of which is the start of Node: here it gets its
 * answers from one process, with `npm run test:all` from the program as it is shipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'
import { skip } from './skip.ts'
import { answerInProcess } from './support/in-process.ts'

const COMPARE = '../shared/oracle/compare.mjs'
const KNOWN = 'docs/known-differences.json'
const PACKAGE = resolve('dist/cli.js')

if (process.env.IN_PROCESS) answerInProcess(PACKAGE)
else {
  if (!existsSync(COMPARE)) skip(test, 'the same decisions as ZenML', '../shared/oracle is not here')
  else
    test('the same decisions as ZenML, but for the known differences', () => {
      assert.ok(existsSync(PACKAGE), 'dist/ is not built')
      const known = existsSync(KNOWN) ? ['--known', KNOWN] : []
      const shipped = process.env.ALL_BUILDS !== undefined || process.env.DOCKCOMPILE_PROGRAM !== undefined
      const args = shipped
        ? [COMPARE, ...known, '--cli', [PROGRAM, ...FIRST_ARGUMENTS].join(' ')]
        : ['--import', pathToFileURL(process.argv[1]!).href, COMPARE, ...known, '--jobs', '1']
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        env: { ...process.env, ...(!shipped && { IN_PROCESS: '1', NO_COLOR: '1' }) },
      })
      console.log(`\nnote: ${stdout.trim().split('\n').at(-1)}`)
      assert.ok(status === 0, `${stdout}${stderr}`)
    })
  test.run()
}
