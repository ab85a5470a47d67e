/** Paths as Windows and macOS have them, in the pure core: it gives the same on every system, whatever the separator, the case or the accents. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { isWithin } from '../src/edge/disk.ts'
import { cleanPath } from '../src/paths/clean-path.ts'
import { bakeTargetName, distinctNames, fileName } from '../src/quote/safe-name.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { STACK } from './golden/project.ts'

const catalogs = packageCatalogs('catalog')

const FILES = {
  'stacks/stack.yaml': STACK,
  'pipelines/train.yaml': 'settings: {docker: {requirements: lists/base.txt}}\n',
  'lists/base.txt': 'numpy==2.1.0\nscipy==1.14.1\n',
}

function compileFiles(files: Readonly<Record<string, string>>) {
  const sources = memorySources(files)
  return compile(sources, { projectFile: 'dockcompile.config.yaml' }, { catalogs })
}

const texts = (files: Readonly<Record<string, string>>) => {
  const { outputs, diagnostics } = compileFiles(files)
  assert.equal(
    diagnostics.filter(d => d.severity === 'error'),
    [],
  )
  return outputs.flatMap(output => output.files)
}

const project = (lines: Readonly<Record<string, string>>) =>
  Object.entries({ stack: 'stacks/stack.yaml', python: '"3.11"', ...lines })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')

test('a path is cleaned, whichever way its slashes lean', () => {
  const rows: [string, string][] = [
    ['pipelines\\train.yaml', 'pipelines/train.yaml'],
    ['.\\pipelines\\..\\train.yaml', 'train.yaml'],
    ['pipelines\\/train.yaml', 'pipelines/train.yaml'],
    ['a\\\\b', 'a/b'],
    ['..\\shared\\base.txt', '../shared/base.txt'],
    ['a\\..\\..\\b', '../b'],
    ['.\\', '.'],
    ['C:\\team\\stack.yaml', 'C:/team/stack.yaml'],
    ['\\\\server\\share\\stack.yaml', '/server/share/stack.yaml'],
  ]
  for (const [written, clean] of rows) assert.is(cleanPath(written), clean, written)
})

test('backslashes in the project file name the same files and give the same bytes', () => {
  const straight = project({ pipelines: '[pipelines/train.yaml]', output: 'build/images' })
  const leaning = project({ stack: 'stacks\\stack.yaml', pipelines: '[pipelines\\train.yaml]', output: 'build\\images' })
  assert.equal(texts({ ...FILES, 'dockcompile.config.yaml': leaning }), texts({ ...FILES, 'dockcompile.config.yaml': straight }))
})

test('line ends of Windows in every input give the same bytes', () => {
  const unix = { ...FILES, 'dockcompile.config.yaml': project({ pipelines: '[pipelines/train.yaml]' }) }
  const windows = Object.fromEntries(Object.entries(unix).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]))
  assert.equal(texts(windows), texts(unix))
})

test('an output folder on another drive, on a server or above the project is refused', () => {
  for (const output of [
    'C:\\build',
    'C:build',
    'c:/build',
    '..\\build',
    'a\\..\\..\\build',
    '\\build',
    '\\\\server\\share\\build',
  ]) {
    const config = project({ pipelines: '[pipelines/train.yaml]', output: `'${output}'` })
    const { diagnostics, outputs } = compileFiles({ ...FILES, 'dockcompile.config.yaml': config })
    assert.ok(
      diagnostics.some(d => d.severity === 'error' && d.at?.file === 'dockcompile.config.yaml'),
      output,
    )
    assert.equal(outputs, [], output)
  }
})

test('an output folder, and the names of stacks, can be made on every system', () => {
  const rows: [string, Record<string, string>, RegExp | undefined][] = [
    ['build', { output: 'a/b.c-d_E' }, undefined],
    ['hidden', { output: '.images' }, undefined],
    ['device', { output: 'con' }, /`con` has a name that Windows takes for a device/],
    ['device', { output: 'build/NUL.d' }, /`build\/NUL\.d` has a name that Windows takes for a device/],
    ['dot', { output: 'build./x' }, /`build\.\/x` has a name that ends with a dot/],
    ['long', { output: 'x'.repeat(256) }, /is longer than file systems take/],
    ['blank', { output: '"a b"' }, /has characters that mean something else/],
    ['stacks', { stacks: '{dev-1: stacks/stack.yaml, prod_2.x: stacks/stack.yaml}' }, undefined],
    ['device', { stacks: '{dev: stacks/stack.yaml, aux: stacks/stack.yaml}' }, /the stack name `aux` has a name that Windows/],
    ['case', { stacks: '{Prod: stacks/stack.yaml, prod: stacks/stack.yaml}' }, /`prod` is one folder with `Prod`/],
    ['above', { stacks: '{"../x": stacks/stack.yaml}' }, /the stack name `\.\.\/x` has characters/],
    ['above', { stacks: '{"..": stacks/stack.yaml}' }, /the stack name `\.\.` leads to another folder/],
    ['accents', { stacks: '{caf\u00e9: stacks/stack.yaml}' }, /has characters that mean something else/],
    ['empty', { stacks: '{"": stacks/stack.yaml}' }, /the stack name `` is empty/],
  ]
  for (const [name, keys, refused] of rows) {
    const base = project({ pipelines: '[pipelines/train.yaml]', ...keys })
    const config = keys.stacks === undefined ? base : base.replace('stack: stacks/stack.yaml\n', '')
    const { diagnostics, outputs } = compileFiles({ ...FILES, 'dockcompile.config.yaml': config })
    const errors = diagnostics.filter(d => d.severity === 'error')
    assert.is(outputs.length > 0, refused === undefined, name)
    assert.is(errors.length, refused ? 1 : 0, name)
    if (refused) assert.match(errors[0]!.message, refused)
    if (refused) assert.is(errors[0]!.at?.file, 'dockcompile.config.yaml')
  }
})

test('whole names say what is in a folder, with drives and servers', () => {
  const rows: [string, string, boolean][] = [
    ['C:\\work\\project', 'C:\\work', true],
    ['C:\\work', 'C:\\work', true],
    ['C:\\workshop', 'C:\\work', false],
    ['C:\\project', 'C:\\', true],
    ['D:\\project', 'C:\\', false],
    ['\\\\server\\share\\project', '\\\\server\\share', true],
    ['\\\\server\\shared', '\\\\server\\share', false],
  ]
  for (const [path, folder, expected] of rows) assert.is(isWithin(path, folder, '\\'), expected, `${path} in ${folder}`)
})

/** As case-insensitive file systems that compose accents see a name: macOS and Windows. */
const seen = (path: string) => path.normalize('NFC').toLowerCase()

const NAMES = [
  'Train',
  'train',
  'TRAIN',
  'caf\u00e9',
  'cafe\u0301',
  'CAFE',
  'con',
  'NUL.txt',
  'a:b',
  'a\\b',
  'a/b',
  'dot.',
  ' space ',
  '日本',
]

test('names that macOS or Windows take for one get different files', () => {
  for (const safe of [bakeTargetName, fileName]) {
    const names = [...distinctNames(NAMES, safe).values()]
    assert.is(new Set(names.map(seen)).size, NAMES.length, names.join(' '))
  }
})

test('their names do not depend on the order in which they are asked for', () => {
  const sorted = (names: readonly string[]) => [...distinctNames(names, fileName)].sort(([a], [b]) => (a < b ? -1 : 1))
  assert.equal(sorted([...NAMES].reverse()), sorted(NAMES))
})

test('every path of an output can be made on Windows, and no two are one there', () => {
  // The others lose what tells them apart in a tag, too, which is an error of its own.
  const names = NAMES.filter(name => name !== 'a\\b' && name !== 'a/b')
  const pipelines = names.map((name, i) => `{file: pipelines/p${i}.yaml, name: ${JSON.stringify(name)}}`)
  const files = texts({
    ...FILES,
    ...Object.fromEntries(
      NAMES.map((_, i) => [`pipelines/p${i}.yaml`, `settings: {docker: {requirements: [package-${i}==1]}}\n`]),
    ),
    'dockcompile.config.yaml': project({ pipelines: `[${pipelines.join(', ')}]` }),
  })
  assert.ok(files.length > 2 * names.length)
  assert.is(new Set(files.map(({ path }) => seen(path))).size, files.length)
  for (const { path } of files)
    for (const part of path.split('/')) {
      assert.not.match(part, /[<>:"\\|?*\u0000-\u001f]|[. ]$|^$/, path)
      assert.not.match(part, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i, path)
    }
})

test('the texts of an output name files with slashes', () => {
  const config = project({ stack: 'stacks\\stack.yaml', pipelines: '[pipelines\\train.yaml]', output: 'build\\images' })
  for (const { path, text } of texts({ ...FILES, 'dockcompile.config.yaml': config }))
    assert.not.match(text, /(?:pipelines|stacks|build|images)\\[a-z]/, path)
})

test.run()
