/** Random text through the encoders of formats that people and other programs read, and back through a real reader of each. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { marked, type Tokens } from 'marked'
import { type DefaultTreeAdapterMap, parseFragment, parse as parseHtml } from 'parse5'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse as parseYaml } from 'yaml'
import { depfileText, isMakeName } from '../src/edge/depfile.ts'
import { dotString } from '../src/quote/dot-string.ts'
import { workflowProperty, workflowText } from '../src/quote/github-annotation.ts'
import { htmlData, htmlText } from '../src/quote/html-text.ts'
import { htmlCode, markdownCode } from '../src/quote/markdown-code.ts'
import { terminalText } from '../src/quote/terminal-text.ts'
import { uriPath } from '../src/quote/uri-path.ts'
import { xmlText } from '../src/quote/xml-text.ts'
import { yamlText } from '../src/quote/yaml-text.ts'
import { skip } from './skip.ts'

const awkward = fc.constantFrom(
  ...'\\ "\'$`{}%!#<>&|;*?[]^~=,-./:@()_+\t\n\r \u00a0\u0085\u2028\ufeffé👍\u202e\u001b'.split(''),
  ...[
    '</script>',
    '<!--',
    '-->',
    ']]>',
    '&amp;',
    '&#35;',
    '%0A',
    '::error::',
    '](x)',
    '~~',
    '```',
    '<code>',
    'http://x.y',
    '@a',
    '#1',
  ],
  ...['a', 'B', '1', 'yes', '---', '- '],
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(awkward, { maxLength: 12 }).map(list => list.join('')),
  fc.string({ unit: 'grapheme' }),
)
const runs = { numRuns: 2000 }
/** Without halves of surrogate pairs. */
const isWellFormed = (value: string) => !/\p{Surrogate}/u.test(value)

type Tree = DefaultTreeAdapterMap['node']

/** Every element's name but those that a page always has, and the text. */
function readHtml(tree: Tree): { names: string[]; text: string } {
  const names: string[] = []
  let content = ''
  const visit = (node: Tree): void => {
    if ('tagName' in node) names.push(node.tagName)
    if ('value' in node) content += node.value
    if ('data' in node) names.push('a comment')
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(tree)
  return { names, text: content }
}

/** HTML knows one kind of line break, and no NUL; halves of surrogate pairs are not text. */
const asHtml = (value: string) => value.replace(/\r\n?/g, '\n')
const isHtml = (value: string) => isWellFormed(value) && !value.includes('\0')

test('HTML: text and attributes come back from a browser’s parser', () => {
  fc.assert(
    fc.property(text.filter(isHtml), value => {
      assert.equal(readHtml(parseFragment(`<b>${htmlText(value)}</b>`)), { names: ['b'], text: asHtml(value) })
      const [element] = parseFragment(`<b title="${htmlText(value)}"></b>`).childNodes as DefaultTreeAdapterMap['element'][]
      assert.equal(element!.attrs, [{ name: 'title', value: asHtml(value) }])
    }),
    runs,
  )
})

test('HTML: data stay in their script', () => {
  fc.assert(
    fc.property(text, text, (key, value) => {
      const page = parseHtml(`<!DOCTYPE html><script type="application/json">${htmlData({ [key]: value })}</script><p>`)
      const read = readHtml(page)
      assert.equal(read.names, ['html', 'head', 'script', 'body', 'p'])
      assert.equal(JSON.parse(read.text), JSON.parse(JSON.stringify({ [key]: value })))
    }),
    runs,
  )
})

/** What a Markdown reader makes of a piece: the elements, and the text that is seen. */
const shownBy = (markdown: string) => readHtml(parseFragment(marked.parse(markdown, { async: false, gfm: true })))

test('Markdown: a text is code and nothing else, in a paragraph, a table and a heading', () => {
  fc.assert(
    fc.property(text, value => {
      const code = markdownCode(value)
      const seen = terminalText(value)
      assert.equal(shownBy(`a ${code} b`), { names: ['p', 'code'], text: `a ${seen} b\n` }, JSON.stringify(value))
      const [table] = marked.lexer(`| a | b |\n| --- | --- |\n| ${code} | c |\n`, { gfm: true }) as Tokens.Table[]
      assert.is(table!.type, 'table')
      assert.is(table!.rows.length, 1)
      const [cell, next] = table!.rows[0]!
      assert.is(next!.text, 'c')
      assert.equal(readHtml(parseFragment(marked.parseInline(cell!.text, { async: false }))), { names: ['code'], text: seen })
      assert.equal(shownBy(`<details><summary>${htmlCode(value)}</summary>\n\nx\n\n</details>\n`).names, [
        'details',
        'summary',
        'code',
        'p',
      ])
    }),
    runs,
  )
})

test('GitHub reads a workflow command as one line with its text', () => {
  /** actions/runner src/Runner.Common/ActionCommand.cs, `TryParseV2`, `UnescapeProperty` and `UnescapeData`. */
  const read = (line: string) => {
    const found = /^::(\w+)(?: ([\s\S]*?))?::([\s\S]*)$/.exec(line)!
    const unescapeData = (t: string) => t.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
    const properties = found[2]!.split(',').map(part => {
      const [name, value] = [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]
      return [
        name,
        value
          .replaceAll('%0D', '\r')
          .replaceAll('%0A', '\n')
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ',')
          .replaceAll('%25', '%'),
      ]
    })
    return { command: found[1], properties: Object.fromEntries(properties) as unknown, data: unescapeData(found[3]!) }
  }
  fc.assert(
    fc.property(text, text, (file, message) => {
      const line = `::error file=${workflowProperty(file)},line=1::${workflowText(message)}`
      assert.not.match(line, /[\r\n]/)
      assert.equal(read(line), { command: 'error', properties: { file, line: '1' }, data: message })
    }),
    runs,
  )
})

test('a path is one relative URI', () => {
  const name = text.filter(isWellFormed).map(t => t.replace(/[/\0]/g, '').replace(/^\.{0,2}$/, 'x'))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), parts => {
      const url = new URL(uriPath(parts.join('/')), 'https://example.com/base/')
      assert.is(url.host + url.search + url.hash, 'example.com')
      assert.is(decodeURIComponent(url.pathname), `/base/${parts.join('/')}`)
    }),
    runs,
  )
})

test('YAML: a value comes back as that text, by the rules of 1.1 and of 1.2', () => {
  fc.assert(
    fc.property(text.filter(isWellFormed), value => {
      const written = `a: ${yamlText(value)}\nb: [${yamlText(value)}, ${yamlText(value)}]\n`
      for (const version of ['1.1', '1.2'] as const)
        assert.equal(parseYaml(written, { version }), { a: value, b: [value, value] }, written)
    }),
    runs,
  )
})

/** What XML keeps of a text: it is one without what nobody sees. */
const asXml = (value: string) => terminalText(value).replace(/[\ufffe\uffff]/g, '\ufffd')

const EXPAT = `import json, sys, xml.etree.ElementTree as xml
def read(text):
    root = xml.fromstring(text)
    return [[child.tag for child in root], root[0].text or '', root[0].attrib.get('title')]
print(json.dumps([read(text) for text in json.load(sys.stdin)]))`

if (spawnSync('python3', ['-c', 'import xml.etree.ElementTree']).status !== 0)
  skip(test, 'XML: text and attributes come back from expat', 'no Python is here')
else
  test('XML: text and attributes come back from expat', () => {
    const values = fc.sample(text, { numRuns: 2000, seed: 9 })
    const pages = values.map(value => `<svg><text title="${xmlText(value)}">${xmlText(value)}</text><g/></svg>`)
    const { stdout, stderr } = spawnSync('python3', ['-X', 'utf8', '-c', EXPAT], {
      input: JSON.stringify(pages),
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    assert.is(stderr, '')
    assert.equal(
      JSON.parse(stdout),
      values.map(value => [['text', 'g'], asXml(value), asXml(value)]),
    )
  })

test('DOT: a label is one string of Graphviz with its text', () => {
  /** graphviz.org: lang.html, a quoted string knows `\\"` alone; escString, the backslashes of a label; then the entities of HTML. */
  const read = (line: string) => {
    const found = /^ {2}a \[label="((?:[^"\\]|\\[\s\S])*)", shape=box\]$/.exec(line)
    const lines = found![1]!.replaceAll('\\"', '"').replace(/\\([\s\S])/g, (_, c: string) => (c === 'n' ? '\n' : c))
    return readHtml(parseFragment(lines.replaceAll('<', '&lt;'))).text
  }
  fc.assert(
    fc.property(text.filter(isWellFormed), text.filter(isWellFormed), (one, two) => {
      const line = `  a [label="${dotString(one)}\\n${dotString(two)}", shape=box]`
      assert.is(read(line), `${terminalText(one)}\n${terminalText(two)}`)
    }),
    runs,
  )
})

if (!spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU'))
  skip(test, 'make reads the names of a depfile', 'no GNU make is here')
else
  test('make reads the names of a depfile', () => {
    const folder = mkdtempSync(join(tmpdir(), 'depfile-'))
    try {
      const names = fc
        .sample(text, { numRuns: 400, seed: 5 })
        .map(t => t.replace(/[/\0\r\n]|\p{Surrogate}/gu, ''))
        .filter(t => t !== '.' && t !== '..' && Buffer.byteLength(t) < 200 && isMakeName(t))
      const distinct = [...new Set(names)]
      for (const name of distinct) writeFileSync(join(folder, name), '')
      writeFileSync(join(folder, 'out'), '')
      writeFileSync(join(folder, '.d'), depfileText('out', distinct))
      // Make names what it would do again: nothing is missing, so every name was read as the file that it is.
      const { status, stderr } = spawnSync('make', ['-n', '-f', '.d', 'out'], { cwd: folder, encoding: 'utf8' })
      assert.is(status, 0, stderr)
      const { stdout } = spawnSync('make', ['-n', '-d', '-f', '.d', 'out'], { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 })
      const considered = new Set([...stdout.matchAll(/^ *Considering target file '([^\n]*)'\.$/gm)].map(([, name]) => name))
      assert.equal(
        distinct.filter(name => !considered.has(name)),
        [],
      )
      assert.is(readdirSync(folder).length, distinct.length + 2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

test.run()
