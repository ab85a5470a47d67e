/** What each encoder of src/quote/ makes of the characters that its grammar looks at, as tables; test/quote.test.ts has the properties. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commentText } from '../src/quote/comment-text.ts'
import { copyGlob } from '../src/quote/copy-glob.ts'
import { dockerfileKey, isShellName } from '../src/quote/dockerfile-key.ts'
import { dockerfileValue } from '../src/quote/dockerfile-value.ts'
import { dockerfilePaths, dockerfileWord } from '../src/quote/dockerfile-word.ts'
import { dockerignorePattern } from '../src/quote/dockerignore-pattern.ts'
import { dotString } from '../src/quote/dot-string.ts'
import { fromReference } from '../src/quote/from-reference.ts'
import { workflowProperty, workflowText } from '../src/quote/github-annotation.ts'
import { hcl, hclTemplate, survivesBake } from '../src/quote/hcl.ts'
import { htmlData, htmlText } from '../src/quote/html-text.ts'
import { jsonText } from '../src/quote/json.ts'
import { htmlCode, markdownCode } from '../src/quote/markdown-code.ts'
import { mermaidLabel } from '../src/quote/mermaid-label.ts'
import { mountField } from '../src/quote/mount-field.ts'
import { bakeTargetName, distinctNames, fileName } from '../src/quote/safe-name.ts'
import { shellWord } from '../src/quote/shell-word.ts'
import { fileText, terminalText } from '../src/quote/terminal-text.ts'
import { unwritable } from '../src/quote/unwritable.ts'
import { uriPath } from '../src/quote/uri-path.ts'
import { xmlText } from '../src/quote/xml-text.ts'
import { yamlComment, yamlText } from '../src/quote/yaml-text.ts'

type Row = readonly [text: string, written: string | undefined]

const TABLES: Readonly<Record<string, readonly [encode: (text: string) => string | undefined, ...rows: Row[]]>> = {
  'a comment of a Dockerfile': [
    commentText,
    ['a\nRUN id', 'a RUN id'],
    ['  a \t\x85 b ', 'a b'],
    ['a\u202eb\x07', 'a\\u202eb\\x07'],
    ['👩\u200d💻 ##[error]', '👩\u200d💻 \\x23#[error]'],
    ['syntax=x', '"syntax=x'],
    ['Check = y', '"Check = y'],
    ['escape=`', '"escape=`'],
    ['no syntax=x', 'no syntax=x'],
  ],
  'a source of COPY': [
    copyGlob,
    ['a/b.txt', 'a/b.txt'],
    ['a*?[\\', 'a[\\*][\\?][\\[][\\\\]'],
    ['!a', '[!]a'],
    ['a!', 'a!'],
    [' a ', '[ ]a[ ]'],
    ['a b', 'a b'],
    ['a{b}', 'a{b}'],
    ['*{^|', '[\\*][\\{][\\^][\\|]'],
    ['a\nb', undefined],
    ['a\x7f', undefined],
    ['\ud800', undefined],
  ],
  'a key of ENV': [
    dockerfileKey,
    ['A_b-c./1', 'A_b-c./1'],
    ['-A', '"-A"'],
    ['.A', '".A"'],
    ['A B', '"A B"'],
    ['A=B', undefined],
    ['', undefined],
  ],
  'a value of ENV': [
    dockerfileValue,
    ['', '""'],
    ["it's", '"it\'s"'],
    ['"$A\\', '"\\"\\$A\\\\"'],
    ['a\rb', undefined],
    ['\0', undefined],
  ],
  'a word': [
    dockerfileWord,
    ['/app', '/app'],
    ['a=b', 'a=b'],
    ['=b', '"=b"'],
    ['-a', '"-a"'],
    ['a b', '"a b"'],
    ['', '""'],
    ['a\nb', undefined],
  ],
  'paths of COPY': [
    text => dockerfilePaths(['a', text], '/x/'),
    ['b', 'a b /x/'],
    ['b c', '["a", "b c", "/x/"]'],
    ['$b', '["a", "\\\\$b", "/x/"]'],
    ['<<EOF', '["a", "\\\\<<EOF", "/x/"]'],
    ['3<<EOF', '["a", "3\\\\<<EOF", "/x/"]'],
    ['b<<', '["a", "b<<", "/x/"]'],
    ['a\0', undefined],
  ],
  'a destination of COPY': [
    text => dockerfilePaths(['a'], text),
    ['/x/', 'a /x/'],
    ['/x y/', '["a", "/x y/"]'],
    ['/x\0', undefined],
    ['/\ud800', undefined],
  ],
  'a line of an ignore file': [
    dockerignorePattern,
    ['a/b', 'a/b'],
    ['a*?', 'a\\*\\?'],
    ['a[1]', 'a[[]1]'],
    ['#a', '[#]a'],
    ['!a', '[!]a'],
    ['a#!', 'a#!'],
    [' a', '[ ]a'],
    ['a ', 'a[ ]'],
    ['a{b', 'a{b'],
    ['*{^|', '\\*\\{\\^\\|'],
    ['a\nb', undefined],
    ['\udc00', undefined],
  ],
  'a string of DOT': [dotString, ['a"b\\', 'a\\"b\\\\'], ['a&lt;\n', 'a&amp;lt;\\\\n']],
  'a reference of FROM': [
    fromReference,
    ['a/b:1@sha256:0', 'a/b:1@sha256:0'],
    ['a$B', 'a\\$B'],
    ['--platform=x', undefined],
    ['-a', '-a'],
    ['a b', undefined],
    ['a\xa0', undefined],
    ['<<a', undefined],
    ['a`', undefined],
    ['', undefined],
  ],
  'a string of bake': [hcl, ['$%a', '$%a'], ['${a} %{b} $${c}', '$${a} %%{b} $$${c}'], ['a\n', 'a\n']],
  'text of HTML': [htmlText, ['<a b="c">&\'', '&#60;a b=&#34;c&#34;&#62;&#38;&#39;']],
  'data in a page': [htmlData, ['</script>&\u2028\u2029', '"\\u003c/script\\u003e\\u0026\\u2028\\u2029"']],
  'code in HTML': [htmlCode, ['<a>', '<code>&#60;a&#62;</code>']],
  'code in Markdown': [
    markdownCode,
    ['a b', '`a b`'],
    ['a', '`a`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['a`', '<code>a&#96;</code>'],
    ['`a', '<code>&#96;a</code>'],
    ['a\\', '<code>a&#92;</code>'],
    ['a  b', '<code>a&#32;&#32;b</code>'],
    [' a', '<code>&#32;a</code>'],
    ['a ', '<code>a&#32;</code>'],
    ['', '<code></code>'],
    ['é*1', '`é*1`'],
    ['é*1|', '<code>é&#42;1&#124;</code>'],
  ],
  'a label of Mermaid': [
    mermaidLabel,
    ['a b-c.d/e=f@1', 'a b-c.d/e=f@1'],
    ['1a', '#49;a'],
    ['a"<b>', 'a#34;#60;b#62;'],
    ['_a_b_', '#95;a_b#95;'],
    ['a  b ', 'a #32;b#32;'],
    ['a;b', 'a#59;b'],
  ],
  'a source of a mount': [
    text => mountField('source', text),
    ['a/b', 'source=a/b'],
    ['a b', 'source=a\\ b'],
    ['a,b', '\\"source=a,b\\"'],
    ['a$b', 'source=a\\\\$b'],
    ['a*', undefined],
    ['!a', undefined],
    [' a', undefined],
    ['a ', undefined],
    ['a!', 'source=a!'],
    ['é', undefined],
  ],
  'a target of a mount': [
    text => mountField('target', text),
    ['/a*', 'target=/a*'],
    ['/$A', 'target=/\\\\$A'],
    ['/a"', '\\"target=/a\\\\\\"\\"\\"'],
  ],
  'where a mount is from': [text => mountField('from', text), ['a', 'from=a'], ['$A', undefined]],
  'a name of a bake target': [bakeTargetName, ['a_b-C1', 'a_b-C1'], ['a.b', 'a_b'], ['a b/c', 'a-b-c'], ['é', 'e'], ['-a-', 'a']],
  'a name of a file': [
    fileName,
    ['a.b_c-D', 'a.b_c-D'],
    ['a b//c', 'a-b-c'],
    ['.a.', 'a'],
    ['con', 'con_'],
    ['Con.txt', 'Con_.txt'],
    ['com1', 'com1_'],
    ['conin$', 'conin'],
    ['console', 'console'],
    ['lpt9.a.b', 'lpt9_.a.b'],
  ],
  'a word of a shell': [shellWord, ['a/b=c:1', 'a/b=c:1'], ['', "''"], ['a b', "'a b'"], ['$A', "'$A'"], ['a\0', undefined]],
  'text on a terminal': [
    terminalText,
    ['a\n\r\t', 'a\\n\\r\\t'],
    ['\x1b[1m', '\\x1b[1m'],
    ['\x07\x9b', '\\x07\\x9b'],
    ['\u202e\u2028\ud800', '\\u202e\\u2028\\ud800'],
    ['\u{e0001}', '\\u{e0001}'],
    ['é👍', 'é👍'],
  ],
  'lines of a file on a terminal': [
    fileText,
    ['a\n\tb', 'a\n\tb'],
    ['\r\x1b[1m', '\\r\\x1b[1m'],
    ['\u202e\u2066\u2028\ud800', '\\u202e\\u2066\\u2028\\ud800'],
    ['👩\u200d💻', '👩\u200d💻'],
  ],
  'JSON on a terminal': [jsonText, ['a"\n', '"a\\"\\n"'], ['\x7f\x9b\u202eé', '"\\u007f\\u009b\\u202eé"']],
  'what no line can hold': [
    unwritable,
    ['a b', undefined],
    ['a\nb', 'a line break'],
    ['a\rb', 'a line break'],
    ['\0', 'a NUL character'],
    ['\ud800', 'half of a surrogate pair'],
    ['👍', undefined],
  ],
  'a path of a URI': [uriPath, ['a b/é#?', 'a%20b/%C3%A9%23%3F'], ['\ud800', '%EF%BF%BD'], ['👍', '%F0%9F%91%8D']],
  'text of a workflow command': [workflowText, ['a%0A\r\n:,', 'a%250A%0D%0A:,'], ['%%\n\n', '%25%25%0A%0A']],
  'a property of a workflow command': [workflowProperty, ['C:\\a,b::\n', 'C%3A\\a%2Cb%3A%3A%0A'], [',,', '%2C%2C']],
  'text of XML': [xmlText, ['<a b="c">&\'', '&#60;a b=&#34;c&#34;&#62;&#38;&#39;'], ['\ufffe\uffff\x1b', '\ufffd\ufffd\\x1b']],
  'a value of YAML': [
    yamlText,
    ['a.b_c-d/e+f', 'a.b_c-d/e+f'],
    ['_a', '_a'],
    ['./a', './a'],
    ['cfg/*.yaml', 'cfg/*.yaml'],
    ['1-a/b', '1-a/b'],
    ['yes', '"yes"'],
    ['No', '"No"'],
    ['null', '"null"'],
    ['.inf', '".inf"'],
    ['._1', '"._1"'],
    ['1.5', '"1.5"'],
    ['a: b', '"a: b"'],
    ['*a', '"*a"'],
    ['', '""'],
    ['a\n', '"a\\n"'],
  ],
  'a comment of YAML': [yamlComment, ['a\nb\u2028c\x07\x85', 'a b c  '], ['a # b', 'a # b']],
}

for (const [name, [encode, ...rows]] of Object.entries(TABLES))
  test(name, () => {
    for (const [text, written] of rows) assert.is(encode(text), written, JSON.stringify(text))
  })

test('names of shells', () => {
  for (const name of ['A', '_a1', 'a_B']) assert.ok(isShellName(name), name)
  for (const name of ['', '1a', 'a-b', 'a.b', 'a\n', 'é']) assert.not(isShellName(name), name)
})

test('a template of bake: a dollar before a variable is in an expression of its own', () => {
  assert.is(hclTemplate(['a-', { variable: 'A' }, '-b']).text, 'a-${A}-b')
  assert.is(hclTemplate(['$', { variable: 'A' }]).text, '${"$"}${A}')
  assert.is(hclTemplate(['a$$', { variable: 'A' }, '$']).text, 'a${"$$"}${A}$')
  assert.is(hclTemplate(['${x}', { variable: 'A' }]).text, '$${x}${A}')
  assert.is(hclTemplate([{ variable: 'A' }, { variable: 'B' }]).text, '${A}${B}')
})

test('what bake keeps', () => {
  for (const text of ['', 'a', 'é', '👍', 'a\ufeff']) assert.ok(survivesBake(text), text)
  for (const text of ['e\u0301', '\ufeffa', '\ud800']) assert.not(survivesBake(text), text)
})

test('names that meet where case is none get a hash, the one that needed no change keeps its name', () => {
  const names = distinctNames(['a b', 'A-b', 'a-b', 'c'], fileName)
  assert.is(names.get('A-b'), 'A-b')
  assert.is(names.get('c'), 'c')
  assert.match(names.get('a-b')!, /^a-b-[0-9a-f]{6}$/)
  assert.match(names.get('a b')!, /^a-b-[0-9a-f]{6}$/)
  assert.is(new Set([...names.values()].map(name => name.toLowerCase())).size, 4)
})

test('long names are cut, and kept apart by a hash', () => {
  const [a, b] = [fileName('x'.repeat(101)), fileName(`${'x'.repeat(101)}y`)]
  assert.is(a.length, 100)
  assert.match(a, /^x{91}-[0-9a-f]{8}$/)
  assert.is.not(a, b)
  assert.is(fileName('x'.repeat(100)), 'x'.repeat(100))
  assert.match(fileName('日本'), /^image-[0-9a-f]{8}$/)
})

test.run()
