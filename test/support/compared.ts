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

/** Some of ZenML's answers that ours are compared with. */
export interface Comparison {
  /** What the test says. */
  readonly name: string
  /** The program that compares, with its arguments. Without a file or folder of ../shared that it names the test is skipped. */
  readonly command: readonly string[]
}

/**
 * A test file that compares what we decide with ZenML's own answers. The program that compares starts ours hundreds of times, most of which is the
 * start of Node: here it gets its answers from one process, with `npm run test:all` from the program as it is shipped.
 */
export function testComparisons(comparisons: readonly Comparison[]): void {
  if (process.env.IN_PROCESS) {
    answerInProcess(PACKAGE)
    return
  }
  for (const { name, command } of comparisons) {
    const missing = command.find(part => part.startsWith('../shared/') && !existsSync(part))
    if (missing === undefined) test(name, () => compare(command))
    else skip(test, name, `${missing} is not here`)
  }
  test.run()
}

function compare(command: readonly string[]): void {
  assert.ok(existsSync(PACKAGE), 'dist/ is not built')
  const shipped = process.env.ALL_BUILDS !== undefined || process.env.DOCKCOMPILE_PROGRAM !== undefined
  const args = shipped
    ? [...command, '--cli', [PROGRAM, ...FIRST_ARGUMENTS].join(' ')]
    : ['--import', pathToFileURL(process.argv[1]!).href, ...command, '--jobs', '1']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, ...(!shipped && { IN_PROCESS: '1', NO_COLOR: '1' }) },
  })
  console.log(`\nnote: ${stdout.trim().split('\n').at(-1)}`)
  assert.ok(status === 0, `${stdout}${stderr}`)
}
