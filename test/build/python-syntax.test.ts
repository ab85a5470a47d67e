/** Our trees of all Python files of this machine's Python against its own: some minutes. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { assertSameTrees, summary } from '../syntax/agreement.ts'
import { installedFiles, PYTHON } from '../syntax/python.ts'

/** Files of one request, so that a failure comes early. */
const AT_ONCE = 200

if ((PYTHON?.[1] ?? 0) < 9)
  skip(test, 'the trees are those of Python', 'python3 (3.9 or newer) is needed to compare syntax trees')
else {
  test('all installed files have the tree that Python gives', () => {
    const files = installedFiles()
    const unread = new Map<string, number>()
    let refused = 0
    for (let i = 0; i < files.length; i += AT_ONCE) {
      const some = assertSameTrees(files.slice(i, i + AT_ONCE).map(path => ({ path })))
      refused += some.refused
      for (const [reason, count] of some.unread) unread.set(reason, (unread.get(reason) ?? 0) + count)
    }
    console.log(`\nnote: ${summary({ files: files.length, refused, unread })}`)
    assert.ok(files.length > 500, `only ${files.length} files were found`)
  })
}

test.run()
