/** A compilation with a memo says and writes all that one without a memo does, and does less. */
import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { kept, Memo, same } from '../src/memo/memo.ts'
import type { Compilation } from '../src/model/compilation.ts'
import type { CompileOptions } from '../src/model/options.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { catalogs } from './fuzz/project.ts'
import { goldenCases } from './golden/cases.ts'
import { readFolder } from './golden/folder.ts'
import { STACK } from './golden/project.ts'

/** A result that counts how often it was made: the texts of two files, one of which is not there. */
function countedReader() {
  const memo = new Memo()
  const key = {}
  let made = 0
  const said: string[] = []
  const read = (files: Record<string, string>, keys: readonly unknown[] = [key]) => {
    memo.begin()
    const surface = { asks: { sources: memorySources(files) }, tells: { say: (text: string) => void said.push(text) } }
    return kept(memo, 'texts', keys, surface, ({ sources, say }) => {
      made++
      say(`read ${sources.list('.')?.join(' ')}`)
      return `${sources.read('a')} ${sources.read('b')}`
    })
  }
  return { memo, read, said, made: () => made }
}

test('equal answers: the result of before, and what was said with it', () => {
  const { read, said, made } = countedReader()
  assert.is(read({ a: '1' }), '1 undefined')
  assert.is(read({ a: '1' }), '1 undefined')
  assert.is(made(), 1)
  assert.equal(said, ['read a', 'read a'])
})

test('another answer: it is made again, and what was said before is not said', () => {
  const { read, said, made } = countedReader()
  read({ a: '1' })
  assert.is(read({ a: '2' }), '2 undefined')
  assert.is(read({ a: '2', b: '3' }), '2 3')
  assert.is(made(), 3)
  assert.equal(said, ['read a', 'read a', 'read a b'])
})

test('other keys are another result; texts are compared by content, lists of keys by length', () => {
  const { read, made } = countedReader()
  for (const keys of [[{}], [{}], ['a'], ['a'], ['a', 'b'], ['a', 'b']]) read({ a: '1' }, keys)
  assert.is(made(), 4)
})

test('what a compilation does not use is forgotten after it', () => {
  const { read, made } = countedReader()
  for (const key of ['a', 'a', 'b', 'a']) read({ a: '1' }, [key])
  assert.is(made(), 3)
})

test('a compilation that does not reach a table leaves it as it is', () => {
  const { memo, read, made } = countedReader()
  read({ a: '1' })
  for (let i = 0; i < 5; i++) memo.begin()
  read({ a: '1' })
  assert.is(made(), 1)
})

test('an outer result depends on the questions of the inner one', () => {
  const memo = new Memo()
  const key = {}
  const outer = (text: string) =>
    kept(memo, 'outer', [key], { asks: { sources: memorySources({ a: text }) } }, ({ sources }) =>
      kept(memo, 'inner', [key], { asks: { sources } }, inner => inner.sources.read('a')),
    )
  assert.equal(['1', '1', '2'].map(outer), ['1', '1', '2'])
})

test('an object with the same values is the same object', () => {
  const memo = new Memo()
  const inner = {}
  assert.is(same(memo, 'pair', { inner, text: 'a' }), same(memo, 'pair', { inner, text: 'a' }))
  assert.is.not(same(memo, 'pair', { inner, text: 'a' }), same(memo, 'pair', { inner, text: 'b' }))
})

/** All that a compilation says, as data. */
function said({ outputs, diagnostics, reads, globs, remarks }: Compilation) {
  return JSON.stringify({ outputs, diagnostics, reads, globs, remarks })
}

type Texts = Readonly<Record<string, string>>

/** The projects of golden cases that are compiled without flags, and the quickstart, which has pipelines in Python. */
const projects = [
  ...goldenCases.filter(({ line, typed }) => line === '' && !typed).map(({ project }) => project),
  'examples/quickstart',
]
  .map(folder =>
    Object.fromEntries([...readFolder(folder)].filter(([, bytes]) => isUtf8(bytes)).map(([path, bytes]) => [path, `${bytes}`])),
  )
  .filter((texts): texts is Record<string, string> => texts['dockcompile.config.yaml'] !== undefined)

const PIECES = [
  ...['\n', '# x\n', ' ', '- ', '"', 'numpy\n', 'settings: {docker: {apt_packages: [git]}}\n', '${NAME}', '@'],
  ...['dialect: portable\n', 'zenml: 0.97.0\n', 'variables: {NAME: a}\n', 'allow: [DC4024]\n'],
]

/** A piece written into a file, or a stretch of it taken out, or a line above all others, which moves every place, or the file removed. */
const edit = fc.record({ file: fc.nat(), at: fc.nat(), removed: fc.nat({ max: 9 }), piece: fc.constantFrom('', ...PIECES) })

function edited(texts: Texts, { file, at, removed, piece }: { file: number; at: number; removed: number; piece: string }): Texts {
  const paths = Object.keys(texts)
  const path = paths[file % paths.length]!
  const { [path]: text = '', ...others } = texts
  if (removed === 9) return others
  if (removed === 8) return { ...texts, [path]: `# x\n${text}` }
  const start = piece.endsWith('\n') ? text.indexOf('\n', at % (text.length + 1)) + 1 : at % (text.length + 1)
  return { ...texts, [path]: text.slice(0, start) + piece + text.slice(start + (piece === '' ? removed : 0)) }
}

const { SEED = '20261124' } = process.env

test('after any edits of any project, a compilation with a memo says what one without says', () => {
  let good = 0
  fc.assert(
    fc.property(fc.constantFrom(...projects), fc.array(edit, { minLength: 6, maxLength: 6 }), (project, edits) => {
      const memo = new Memo()
      let texts: Texts = project
      // Every second state is the project as it was: most edits break something.
      for (const one of edits.flatMap(each => [each, undefined])) {
        texts = one ? edited(texts, one) : project
        const fresh = compile(memorySources(texts), OPTIONS, { catalogs })
        assert.is(said(compile(memorySources(texts), OPTIONS, { catalogs, memo })), said(fresh))
        good += Number(fresh.outputs.length > 0)
      }
    }),
    { numRuns: 60, seed: Number(SEED), includeErrorInReport: true },
  )
  assert.ok(good > 250, `${good} states compile`)
})

test('a second compilation without a memo says what the first said', () => {
  const unseen = {
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [a.yaml]\npython: "3.11"\n',
    'stack.yaml': STACK,
    'a.yaml': 'settings: {docker: {requirements: ["\\0"]}}\n',
  }
  for (const texts of [...projects, unseen]) {
    const [first, second] = [1, 2].map(() => said(compile(memorySources(texts), OPTIONS, { catalogs })))
    assert.is(second, first)
  }
})

/** One object: it is a key of what is kept. */
const OPTIONS: CompileOptions = { projectFile: 'dockcompile.config.yaml' }

test('an edit of one pipeline leaves the images of the others the same objects', () => {
  const pipeline = (name: string) => `settings: {docker: {requirements: [${name}]}}\nsteps: {a: {}}\n`
  const texts = {
    'stack.yaml': STACK,
    'dockcompile.config.yaml':
      'stack: stack.yaml\npython: "3.11"\npipelines: [{file: one.yaml, steps: [a]}, {file: two.yaml, steps: [a]}]\n',
    'one.yaml': pipeline('numpy'),
    'two.yaml': pipeline('scipy'),
  }
  // A version of the project file, and one of a file that is read in each compilation.
  const asked = { ...texts, 'dockcompile.config.yaml': texts['dockcompile.config.yaml'].replace('python: "3.11"\n', '') }
  for (const project of [texts, { ...asked, '.python-version': '3.11\n' }]) {
    const memo = new Memo()
    const compiled = (two: string) => {
      const { plans, outputs } = compile(memorySources({ ...project, 'two.yaml': two }), OPTIONS, { catalogs, memo })
      const dockerfiles = outputs[0]!.files.filter(({ path }) => path.endsWith('/Dockerfile'))
      return { images: plans[0]!.images, dockerfiles }
    }
    const [before, after] = [compiled(pipeline('scipy')), compiled(pipeline('pandas'))]
    assert.is(before.images.length, 2)
    assert.is(after.images[0], before.images[0])
    assert.is.not(after.images[1], before.images[1])
    assert.is(after.dockerfiles[0], before.dockerfiles[0])
    assert.is.not(after.dockerfiles[1], before.dockerfiles[1])
  }
})

test.run()
