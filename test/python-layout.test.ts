/** Mistakes in bodies of functions, which Python refuses before it runs the first line: `«` comes before the place that is reported. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { syntaxProblem } from '../src/code/syntax/read-module.ts'

const BROKEN: readonly (readonly [rule: string, body: string, reason: RegExp])[] = [
  ['a bracket that is never closed', '    a = «[1, 2\n    b = 3\n', /`\[` is never closed/],
  ['a bracket that closes nothing', '    a = 1«)\n', /`\)` does not fit/],
  ['a bracket of another kind', '    a = (1, 2«]\n', /`\]` does not fit/],
  ['two signs', '    a = «= 1\n', /not valid Python/],
  ['print of Python 2', '    «print "a"\n', /`print` is a function/],
  ['print of Python 2 with a name', '    if a:\n        «print a\n', /`print` is a function/],
  ['a line that is indented less', '    a = 1\n   «b = 2\n', /fits no line above/],
  ['a line that is indented deeper', '    a = 1\n      «b = 2\n', /opens no block/],
  ['a block that is not indented', '    if a:\n    «b = 2\n', /opens a block/],
  ['a tab below spaces', '    if a:\n        b = 1\n\t«c = 2\n', /mixes tabs and spaces/],
]

for (const [rule, body, reason] of BROKEN)
  test(rule, () => {
    const marked = `def f(a):\n${body}\n\ndef g():\n    pass\n`
    const found = syntaxProblem(marked.replace('«', ''))
    assert.is(found?.start, marked.indexOf('«'))
    assert.match(found!.reason, reason)
  })

const VALID: readonly (readonly [rule: string, body: string])[] = [
  ['a line that goes on in brackets', '    a = [1,\n  2,  # two\n         ]\n    b = 2\n'],
  ['a line that goes on after a backslash', '    a = 1 + \\\n  2\n    b = 2\n'],
  ['a text of several lines', '    """A\n text: of\n  lines"""\n    b = 2\n'],
  ['comments at any depth', '    a = 1\n  # here\n        # there\n    b = "#"  # and here:\n    c = 2\n'],
  ['a block after a comment', '    if a:  # why\n        b = 2\n    c = 2\n'],
  ['a block in its line', '    if a: b = 2\n    c = 2\n'],
  ['tabs', '\tif a:\n\t\tb = 2\n\tc = 2\n'],
  ['print as an expression', '    print - 1\n    print\n    print(1)\n'],
  ['yield without a value', '    try:\n        yield\n    finally:\n        b = (yield)\n'],
  ['forms that the parser does not know', '    with (open(a) as b, open(c) as (d, e)):\n        pass\n'],
  ['windows line ends', '    if a:\r\n        b = 1\r\n    c = 2\r\n'],
]

for (const [rule, body] of VALID)
  test(`valid: ${rule}`, () => assert.is(syntaxProblem(`def f(a):\n${body}\n\ndef g():\n    pass\n`), undefined))

test.run()
