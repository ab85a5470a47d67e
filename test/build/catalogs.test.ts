/**
 * What is stored about ZenML releases is what their own packages say: `npm run catalog` installs three of them from PyPI, each in an environment of its
 * own, and asks again. (All 36 take seven minutes: `for v in …; do npm run catalog -- $v; done`.)
 */
import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'

/** The oldest, one that brought much, and one whose answers nobody gave us. */
const RELEASES = ['0.80.2', '0.91.1', '0.95.1']

/** The exit code of `npm run catalog` where a release cannot be installed. */
const NOT_HERE = 2

for (const release of RELEASES) {
  const name = `ZenML ${release} says what is stored about it`
  if (process.env.ALL_BUILDS === undefined) {
    skip(test, name, `ZenML ${release} is installed with \`npm run test:all\` only`)
    continue
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/catalog.mjs', release], { encoding: 'utf8' })
  if (status === NOT_HERE) skip(test, name, `ZenML ${release} cannot be installed: ${stderr.split('\n')[0]}`)
  else
    test(name, () => {
      assert.is(stdout, `${release}: what is stored is what the package says\n`, stderr)
      assert.is(status, 0)
    })
}

test.run()
