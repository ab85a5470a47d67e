/** Whether our tree of a Python file is Python's own. */
import * as assert from 'uvu/assert'
import { readModule } from '../../src/code/syntax/read-module.ts'
import { compareTrees } from './compare.ts'
import { printBlock } from './our-tree.ts'
import { pythonTrees, type Request } from './python.ts'

export interface Agreement {
  readonly files: number
  /** Files that Python itself refuses. */
  readonly refused: number
  /** Expressions and statements that we do not read, by reason and Python's kind. */
  readonly unread: ReadonlyMap<string, number>
}

/** What may stay unread, and what it is for Python. */
const MAY_STAY_UNREAD =
  /^(?:it waits for something: other Await|it makes a generator: other Yield(?:From)?|it waits for something: other YieldFrom|it has an escape that only Python knows: (?:text|field)|it is a number of a kind that is not read: (?:other complex|int)|it is a type: other type|it takes a value apart: (?:other Match\w+|or|capture)|it takes parts of several dimensions: subscript|it is nested too deeply: .*|broken: it is not valid Python|broken: the file says .*|broken: it matches a form that is not read|broken: it is nested too deeply|it is a decorator of a form that is not read: .*|it is not valid Python: .*)$/

/** Asserts that a file which Python reads has the same tree for us, but for what we do not read. */
export function assertSameTrees(requests: readonly Request[]): Agreement {
  const unread = new Map<string, number>()
  let refused = 0
  for (const [i, answer] of pythonTrees(requests).entries()) {
    const request = requests[i]!
    const name = 'path' in request ? request.path : request.text
    const ours = printBlock(readModule('file.py', answer.text).body)
    if ('error' in answer) {
      refused++
      continue
    }
    const result = compareTrees(ours, answer.tree)
    assert.equal(result.differences, [], name)
    for (const reason of result.unread) {
      assert.match(reason, MAY_STAY_UNREAD, `${name}: ${reason}`)
      unread.set(reason, (unread.get(reason) ?? 0) + 1)
    }
  }
  return { files: requests.length, refused, unread }
}

export const summary = ({ files, refused, unread }: Agreement): string =>
  `${files} files, ${refused} of them refused by Python; not read: ${[...unread].map(([reason, count]) => `${count} ${reason}`).join(', ') || 'nothing'}`
