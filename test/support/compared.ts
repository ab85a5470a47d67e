import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from '../program.ts'
import { skip } from '../skip.ts'
import { answerInProcess } from './in-process.ts'

const PACKAGE = resolve('dist/cli.js')

/**
 * A test file that compares what we decide with ZenML's own answers. The program that compares starts ours hundreds of times, most of which is the
 * start of Node: here it gets its answers from one process, with `npm run test:all` from the program as it is shipped.
 *
 * @param name what the test says
 * @param compare the program, a file of ../shared
 * @param more its arguments
 */
export function testComparison(name: string, compare: string, ...more: readonly string[]): void {
  if (process.env.IN_PROCESS) {
    answerInProcess(PACKAGE)
    return
  }
  if (!existsSync(compare)) skip(test, name, `${compare} is not here`)
  else
    test(name, () => {
      assert.ok(existsSync(PACKAGE), 'dist/ is not built')
      const shipped = process.env.ALL_BUILDS !== undefined || process.env.DOCKCOMPILE_PROGRAM !== undefined
      const args = shipped
        ? [compare, ...more, '--cli', [PROGRAM, ...FIRST_ARGUMENTS].join(' ')]
        : ['--import', pathToFileURL(process.argv[1]!).href, compare, ...more, '--jobs', '1']
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
