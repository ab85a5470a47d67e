import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { discover } from '../src/edge/discover.ts'
import { diskSources } from '../src/edge/disk.ts'
import { seeing } from '../src/edge/seen-files.ts'

let base = ''
let root = ''
test.before.each(() => {
  base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'disk-')))
  root = join(base, 'project')
  fs.mkdirSync(root)
})
test.after.each(() => fs.rmSync(base, { recursive: true, force: true }))

const put = (path: string, text: string | Uint8Array = 'text', from = root) => {
  fs.mkdirSync(dirname(join(from, path)), { recursive: true })
  fs.writeFileSync(join(from, path), text)
}

// ---- sources

test('every kind of thing has its status', () => {
  put('file.yaml')
  put('latin1.yaml', Uint8Array.of(0x63, 0xe9))
  put('utf16.yaml', Buffer.from('\ufeffstack', 'utf16le'))
  put('utf16-without-mark.txt', Buffer.from('idna==3.10\r\n', 'utf16le'))
  put('large.yaml', 'x'.repeat(10 * 1024 * 1024 + 1))
  put('limit.yaml', 'x'.repeat(10 * 1024 * 1024))
  put('folder/inner.yaml')
  put('secret.yaml', 'x', base)
  execFileSync('mkfifo', [join(root, 'pipe')])
  fs.symlinkSync('file.yaml', join(root, 'link'))
  fs.symlinkSync('nowhere', join(root, 'dangling'))
  fs.symlinkSync('circle', join(root, 'circle'))
  fs.symlinkSync('../secret.yaml', join(root, 'leak'))
  fs.symlinkSync('..', join(root, 'up'))
  fs.symlinkSync('/dev/zero', join(root, 'zero'))
  const sources = diskSources(root)
  const expected: [string, string][] = [
    ['file.yaml', 'file'],
    ['./folder/../file.yaml', 'file'],
    ['link', 'file'],
    ['limit.yaml', 'file'],
    ['folder', 'folder'],
    ['folder/', 'folder'],
    ['.', 'folder'],
    ['', 'folder'],
    ['missing', 'missing'],
    ['dangling', 'missing'],
    ['circle', 'loop'],
    ['file.yaml/below', 'missing'],
    ['a\0b', 'missing'],
    ['x'.repeat(5000), 'missing'],
    ['pipe', 'special'],
    ['latin1.yaml', 'binary'],
    ['utf16.yaml', 'utf-16'],
    ['utf16-without-mark.txt', 'utf-16'],
    ['large.yaml', 'too-large'],
    ['../secret.yaml', 'outside'],
    ['folder/../../secret.yaml', 'outside'],
    [join(base, 'secret.yaml'), 'outside'],
    ['/dev/zero', 'outside'],
    ['leak', 'linked-outside'],
    ['up/secret.yaml', 'linked-outside'],
    ['zero', 'linked-outside'],
    ['../missing', 'outside'],
  ]
  for (const [path, status] of expected) {
    assert.is(sources.status(path), status, path.slice(0, 50))
    assert.is(sources.read(path) !== undefined, status === 'file', path.slice(0, 50))
  }
  for (const path of ['latin1.yaml', 'utf16.yaml', 'large.yaml'])
    assert.match(sources.sha256!(path)!, /^(?:sha256:)?[0-9a-f]{64}$/)
})

test('a byte order mark stays', () => {
  put('bom.yaml', '\ufeffa: 1')
  assert.is(diskSources(root).read('bom.yaml'), '\ufeffa: 1')
})

test('a path that the user named may be outside, with what is below it', () => {
  put('stacks/prod.yaml', 'x', base)
  put('stacks/dev.yaml', 'x', base)
  put('templates/a/b.hbs', 'x', base)
  const sources = diskSources(root, ['../stacks/prod.yaml', join(base, 'templates')])
  assert.is(sources.read('../stacks/prod.yaml'), 'x')
  assert.is(sources.status('../stacks/dev.yaml'), 'outside')
  assert.is(sources.status(join(base, 'templates/a/b.hbs')), 'file')
  assert.equal(sources.list(join(base, 'templates')), ['a/'])
})

test('a file is seen in one state', () => {
  put('a', '1')
  const sources = diskSources(root)
  assert.is(sources.read('a'), '1')
  put('a', '2')
  assert.is(sources.read('./a'), '1')
})

test('a folder is listed in code-point order', () => {
  for (const name of ['b', 'a', 'Z', 'é', '.hidden', '10', '9', 'sub/x']) put(`dir/${name}`)
  assert.equal(diskSources(root).list('dir'), ['.hidden', '10', '9', 'Z', 'a', 'b', 'sub/', 'é'])
  assert.is(diskSources(root).list('dir/a'), undefined)
  assert.is(diskSources(root).list('nowhere'), undefined)
})

test('globs', () => {
  for (const name of ['p/b.yaml', 'p/a.yaml', 'p/sub/c.yaml', 'p/.hidden.yaml', 'p/x.txt', 'q(1).yaml', 'node_modules/m/n.yaml'])
    put(name)
  put('out.yaml', 'x', base)
  fs.symlinkSync('../p/a.yaml', join(root, 'p/link.yaml'))
  fs.symlinkSync('p', join(root, 'linked'))
  fs.mkdirSync(join(root, 'p/folder.yaml'))
  execFileSync('mkfifo', [join(root, 'p/pipe.yaml')])
  const sources = diskSources(root)
  const expected: [string, string[]][] = [
    ['p/*.yaml', ['p/a.yaml', 'p/b.yaml', 'p/link.yaml']],
    ['./p/*.yaml', ['p/a.yaml', 'p/b.yaml', 'p/link.yaml']],
    ['p/{a,b}.yaml', ['p/a.yaml', 'p/b.yaml']],
    ['p/**/*.yaml', ['p/a.yaml', 'p/b.yaml', 'p/link.yaml', 'p/sub/c.yaml']],
    ['**/*.yaml', ['p/a.yaml', 'p/b.yaml', 'p/link.yaml', 'p/sub/c.yaml', 'q(1).yaml']],
    ['p/a.yaml', ['p/a.yaml']],
    ['./p/a.yaml', ['p/a.yaml']],
    ['q(1).yaml', ['q(1).yaml']],
    ['p', []],
    ['missing.yaml', []],
    ['missing/*.yaml', []],
    ['../*.yaml', []],
    ['p/../../*.yaml', []],
    // Whoever reads it says what is wrong with it.
    ['../out.yaml', ['../out.yaml']],
    ['', []],
    ['[', []],
    ['!p/*', []],
  ]
  for (const [pattern, files] of expected) assert.equal(sources.glob(pattern), files, pattern)
})

// ---- the project file

const found = (from = root) => {
  const path = discover(from)
  return path?.startsWith(base) ? path.slice(base.length + 1) : undefined
}

test('the first name in the list wins', () => {
  const names = [
    'pyproject.toml',
    'package.json',
    '.dockcompilerc',
    'dockcompile.config.json',
    'dockcompile.config.yml',
    'dockcompile.config.yaml',
  ]
  const texts: Record<string, string> = { 'pyproject.toml': '[tool.dockcompile]\n', 'package.json': '{"dockcompile": {}}' }
  for (const name of names) {
    put(name, texts[name] ?? 'stack: x')
    assert.is(found(), `project/${name}`)
  }
})

test('it may be above, up to a package.json', () => {
  fs.mkdirSync(join(root, 'a/b'), { recursive: true })
  put('dockcompile.config.yaml', 'stack: x')
  assert.is(found(join(root, 'a/b')), 'project/dockcompile.config.yaml')
  put('a/package.json', '{}')
  assert.is(found(join(root, 'a/b')), undefined)
  put('a/package.json', '{"dockcompile": {"stack": "s"}}')
  assert.is(found(join(root, 'a/b')), 'project/a/package.json')
})

test('other files of these names are passed by', () => {
  put('dockcompile.config.yaml', 'stack: x', base)
  for (const [name, text] of [
    ['pyproject.toml', '[tool.ruff]\n[project.scripts]\ndockcompile = "x"\n'],
    ['pyproject.toml', '# [tool.dockcompile]\n'],
    ['pyproject.toml', ''],
  ] as const) {
    put(name, text)
    assert.is(found(), 'dockcompile.config.yaml', text)
    fs.mkdirSync(join(root, 'below'), { recursive: true })
    assert.is(found(join(root, 'below')), 'dockcompile.config.yaml', text)
    fs.rmSync(join(root, name), { recursive: true })
  }
})

test('a folder of our own name is found, for the compiler to tell', () => {
  put('dockcompile.config.yaml', 'stack: x', base)
  put('dockcompile.config.yaml/folder', '')
  assert.is(found(), 'project/dockcompile.config.yaml')
})

test('spellings of the TOML table', () => {
  const cases: [string, boolean][] = [
    ['[tool.dockcompile]\nstack = "s"\n', true],
    ['[ tool . "dockcompile" ]\r\n', true],
    ['[tool.dockcompile.settings.docker]\n', true],
    ['[tool]\ndockcompile = { stack = "s" }\n', true],
    ['[tool]\ndockcompile.stack = "s"\n', true],
    ['tool.dockcompile.stack = "s"\n', true],
    ['[tool.dockcompile-plugin]\n', false],
    ['[other]\ntool.dockcompile.stack = "s"\n', false],
    ['[project]\ndependencies = ["dockcompile"]\n', false],
  ]
  for (const [text, expected] of cases) {
    put('pyproject.toml', text)
    assert.is(found(), expected ? 'project/pyproject.toml' : undefined, text)
  }
})

test('keys of package.json', () => {
  const cases: [string, boolean][] = [
    ['{"dockcompile": {"stack": "s"}}', true],
    ['{"dockcompile": null}', true],
    ['{"devDependencies": {"dockcompile": "1"}}', false],
    ['{"dockcompile": {"stack": "s",}}', true],
    ['', false],
  ]
  for (const [text, expected] of cases) {
    put('package.json', text)
    assert.is(found(), expected ? 'project/package.json' : undefined, text)
    fs.mkdirSync(join(root, 'below'), { recursive: true })
    // Broken JSON is for the compiler to tell, from wherever it is called.
    assert.is(found(join(root, 'below')), expected ? 'project/package.json' : undefined, text)
  }
})

test('an empty project file is one', () => {
  put('dockcompile.config.yaml', '')
  fs.mkdirSync(join(root, 'a'))
  assert.is(found(), 'project/dockcompile.config.yaml')
  assert.is(found(join(root, 'a')), 'project/dockcompile.config.yaml')
})

test('no code is run', () => {
  put('dockcompile.config.yaml', 'stack: x')
  for (const name of ['.config/config.js', 'dockcompile.config.js', '.dockcompilerc.js', '.config/dockcompilerc.cjs']) {
    put(`sub/${name}`, `require('node:fs').writeFileSync(${JSON.stringify(join(base, 'ran'))}, '')`)
  }
  const before = process.cwd()
  process.chdir(join(root, 'sub'))
  assert.is(found(join(root, 'sub')), 'project/dockcompile.config.yaml')
  process.chdir(before)
  assert.not.ok(fs.existsSync(join(base, 'ran')))
})

test('sources that note what they are asked for give every answer of the disk', () => {
  put('a.bin', new Uint8Array([0, 255, 1]))
  put('b.txt', 'text')
  const disk = diskSources(root)
  const noting = seeing(root).around(disk)
  const answers = (from: typeof disk) => [
    from.sha256?.('a.bin'),
    from.sha256?.('b.txt'),
    from.read('b.txt'),
    from.status('a.bin'),
    from.list('.'),
    from.glob('*.txt'),
  ]
  assert.equal(answers(noting), answers(disk))
  assert.type(answers(disk)[0], 'string')
})

test.run()
