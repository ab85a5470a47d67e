import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'
import { skip } from './skip.ts'

const COMPARE = '../shared/oracle/compare.mjs'
const KNOWN = 'docs/known-differences.json'

if (!existsSync(COMPARE)) skip(test, 'the same decisions as ZenML', '../shared/oracle is not here')
else
  test('the same decisions as ZenML, but for the known differences', () => {
    assert.ok(existsSync('dist/cli.js'), 'dist/ is not built')
    const known = existsSync(KNOWN) ? ['--known', KNOWN] : []
    const cli = ['--cli', [PROGRAM, ...FIRST_ARGUMENTS].join(' ')]
    const { status, stdout, stderr } = spawnSync('node', [COMPARE, ...known, ...cli], { encoding: 'utf8', maxBuffer: 1 << 26 })
    console.log(`\nnote: ${stdout.trim().split('\n').at(-1)}`)
    assert.ok(status === 0, `${stdout}${stderr}`)
  })

test.run()
