import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type FileSystem, fileSystem } from '../src/edge/file-system.ts'
import { checkOutputs, type Written, writeOutputs } from '../src/edge/write.ts'
import { lock } from '../src/edge/write-lock.ts'
import type { Output } from '../src/model/artifact.ts'
import { failing, Killed } from './failing-disk.ts'

// A folder of its own for each test, under its real name.
let root = ''
test.before.each(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'write-')))
})
test.after.each(() => fs.rmSync(root, { recursive: true, force: true }))

const sha = (text: string) => createHash('sha256').update(text).digest('hex')

/** An output with its manifest; `salt` changes the manifest alone. */
function output(files: Record<string, string>, folder = 'build', salt = ''): Output {
  const all = Object.keys(files).sort()
  const hashes = Object.fromEntries(all.map(path => [path, sha(files[path]!)]))
  const manifest = `${JSON.stringify({ version: 1, generator: 'dockcompile', stack: salt, files: hashes }, null, 2)}\n`
  const artifacts = [
    ...all.map(path => ({ path: `${folder}/${path}`, text: files[path]! })),
    { path: `${folder}/manifest.json`, text: manifest },
  ]
  return { folder, files: artifacts.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

const write = (...outputs: Output[]): Written => writeOutputs(root, outputs, false)
const force = (...outputs: Output[]): Written => writeOutputs(root, outputs, true)
const codes = (result: Written) => result.diagnostics.map(d => d.code)
const put = (path: string, text: string) => {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text)
}
const read = (path: string) => fs.readFileSync(join(root, path), 'utf8')

/** Every file below the root with its text; folders end in `/`. */
function tree(folder = root): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    const stats = fs.lstatSync(path)
    if (stats.isDirectory()) found[`${name}/`] = ''
    else if (stats.isSymbolicLink()) found[name] = `link to ${fs.readlinkSync(path)}`
    else found[name] = fs.readFileSync(path, 'utf8')
  }
  return found
}
const files = () => Object.keys(tree()).filter(name => !name.endsWith('/'))

const ONE = { 'docker-bake.json': '{}\n', 'images/train/Dockerfile': 'FROM a\n' }
const TWO = {
  'docker-bake.json': '{"a": 1}\n',
  'images/fit/Dockerfile': 'FROM b\n',
  'images/fit/requirements/6-user.txt': 'numpy\n',
}

test('a first run writes everything', () => {
  const result = write(output(ONE))
  assert.equal(result.written, ['build/docker-bake.json', 'build/images/train/Dockerfile', 'build/manifest.json'])
  assert.equal(files(), result.written)
})

test('a second run touches nothing, not even the folder', () => {
  write(output(ONE))
  const times = () =>
    ['build', 'build/manifest.json', 'build/images/train/Dockerfile'].map(p => fs.statSync(join(root, p)).mtimeMs)
  const before = times()
  const result = write(output(ONE))
  assert.equal(result.written, [])
  assert.equal(result.removed, [])
  assert.is(result.unchanged.length, 3)
  assert.equal(times(), before)
})

test('files that are right keep their time, others change', () => {
  write(output({ 'images/a/Dockerfile': '1', 'images/b/Dockerfile': '1' }))
  const before = fs.statSync(join(root, 'build/images/a/Dockerfile')).mtimeMs
  const result = write(output({ 'images/a/Dockerfile': '1', 'images/b/Dockerfile': '2' }))
  assert.equal(result.written, ['build/images/b/Dockerfile', 'build/manifest.json'])
  assert.equal(result.unchanged, ['build/images/a/Dockerfile'])
  assert.is(fs.statSync(join(root, 'build/images/a/Dockerfile')).mtimeMs, before)
})

test('stale files and the folders that they leave empty are removed', () => {
  write(output(TWO))
  const result = write(output(ONE))
  assert.equal(result.removed, ['build/images/fit/Dockerfile', 'build/images/fit/requirements/6-user.txt'])
  assert.equal(Object.keys(tree()), [
    'build/',
    ...['docker-bake.json', 'images/', 'images/train/', 'images/train/Dockerfile', 'manifest.json'].map(n => `build/${n}`),
  ])
})

test('an output without files removes what was there, and the folder', () => {
  write(output(TWO))
  const result = write({ folder: 'build', files: [] })
  assert.is(result.removed.length, 4)
  assert.equal(tree(), {})
})

test('files of others stay where stale ones go', () => {
  write(output(TWO))
  put('build/images/fit/notes.md', 'mine')
  write({ folder: 'build', files: [] })
  assert.equal(files(), ['build/images/fit/notes.md'])
})

test('an empty output and no folder: nothing happens', () => {
  assert.equal(write({ folder: 'build', files: [] }).written, [])
  assert.equal(tree(), {})
})

test('a file changed by hand is an error that names it; nothing is written', () => {
  write(output(ONE))
  put('build/images/train/Dockerfile', 'FROM a\nRUN mine\n')
  const before = tree()
  const result = write(output({ ...ONE, 'docker-bake.json': 'new' }))
  assert.equal(codes(result), ['DC6001'])
  assert.match(result.diagnostics[0]!.message, 'build/images/train/Dockerfile')
  assert.equal(result.written, [])
  assert.equal(tree(), before)
})

test('each generated file is guarded, the bake file and the manifest too', () => {
  for (const path of ['docker-bake.json', 'images/train/Dockerfile', 'manifest.json']) {
    for (const edit of ['\n', '# mine\n', ' ']) {
      write(output(ONE))
      fs.appendFileSync(join(root, 'build', path), edit)
      const result = write(output(ONE))
      assert.equal(codes(result), ['DC6001'], `${path} + ${JSON.stringify(edit)}`)
      assert.match(result.diagnostics[0]!.message, `build/${path}`)
      force(output(ONE))
      assert.is(tree()[`build/${path}`], output(ONE).files.find(f => f.path === `build/${path}`)!.text)
    }
  }
})

test('--force overwrites what was changed by hand', () => {
  write(output(ONE))
  put('build/images/train/Dockerfile', 'FROM mine\n')
  assert.equal(force(output(ONE)).written, ['build/images/train/Dockerfile'])
  assert.is(read('build/images/train/Dockerfile'), 'FROM a\n')
})

test('a stale file changed by hand is an error too; --force leaves it as a file of others', () => {
  write(output(TWO))
  put('build/images/fit/Dockerfile', 'mine')
  assert.equal(codes(write(output(ONE))), ['DC6001'])
  assert.equal(codes(force(output(ONE))), [])
  // No hash says that it is ours: --force leaves it there, and the next run knows nothing of it.
  assert.is(read('build/images/fit/Dockerfile'), 'mine')
  assert.equal(codes(write(output(ONE))), [])
})

test('a file changed by hand to what is wanted now is right', () => {
  write(output(ONE))
  put('build/docker-bake.json', 'new')
  assert.equal(write(output({ ...ONE, 'docker-bake.json': 'new' })).written, ['build/manifest.json'])
})

test('a file that we did not write is in the way, with --force as well', () => {
  put('build/docker-bake.json', 'mine')
  for (const result of [write(output(ONE)), force(output(ONE))]) assert.equal(codes(result), ['DC6002'])
  assert.equal(tree(), { 'build/': '', 'build/docker-bake.json': 'mine' })
})

test('a manifest.json of another program is in the way', () => {
  put('build/manifest.json', '{"name": "web app"}')
  assert.equal(codes(force(output(ONE))), ['DC6002'])
})

test('without a manifest, files that are right are taken over', () => {
  write(output(ONE))
  fs.unlinkSync(join(root, 'build/manifest.json'))
  assert.equal(write(output(ONE)).written, ['build/manifest.json'])
})

test('foreign files beside ours are not touched', () => {
  put('build/images/train/README.md', 'mine')
  write(output(ONE))
  write(output(TWO))
  assert.is(read('build/images/train/README.md'), 'mine')
})

test('folders, links and pipes in the way are errors', () => {
  const cases: [string, () => void, RegExp][] = [
    [
      'a folder',
      () => fs.mkdirSync(join(root, 'build/docker-bake.json'), { recursive: true }),
      /is a folder, where dockcompile writes a file/,
    ],
    ['a link', () => fs.symlinkSync('/etc/hostname', join(root, 'build/docker-bake.json')), /is a link/],
    ['a link to nowhere', () => fs.symlinkSync('nowhere', join(root, 'build/docker-bake.json')), /is a link/],
    ['a pipe', () => execFileSync('mkfifo', [join(root, 'build/docker-bake.json')]), /is a special file/],
    ['a file for a folder', () => put('build/images', 'mine'), /`build\/images` is a file, where dockcompile writes a folder/],
  ]
  for (const [name, prepare, expected] of cases) {
    fs.mkdirSync(join(root, 'build'), { recursive: true })
    prepare()
    const before = fs.readdirSync(root, { recursive: true })
    const result = write(output(ONE))
    assert.is(result.diagnostics.length, 1, name)
    assert.match(result.diagnostics[0]!.message, expected, name)
    assert.equal(fs.readdirSync(root, { recursive: true }), before, name)
    fs.rmSync(join(root, 'build'), { recursive: true })
  }
})

test('the output folder cannot be a file, be outside, or be reached by a link that leaves the project', () => {
  const outside = fs.mkdtempSync(join(tmpdir(), 'outside-'))
  put('file', 'mine')
  fs.symlinkSync(outside, join(root, 'link'))
  fs.symlinkSync('nowhere', join(root, 'dangling'))
  fs.mkdirSync(join(root, 'inner'))
  fs.symlinkSync(outside, join(root, 'inner/images'))
  const cases: [string, string][] = [
    ['file', 'DC6003'],
    ['file/below', 'DC6003'],
    ['link', 'DC6004'],
    ['link/below', 'DC6004'],
    ['dangling', 'DC6003'],
    ['../elsewhere', 'DC6004'],
    [outside, 'DC6004'],
    ['inner', 'DC6003'],
  ]
  for (const [folder, code] of cases) assert.equal(codes(write(output(ONE, folder))), [code], folder)
  assert.equal(fs.readdirSync(outside), [])
  fs.rmSync(outside, { recursive: true })
})

test('a link inside the project is a folder like another', () => {
  fs.mkdirSync(join(root, 'real'))
  fs.symlinkSync('real', join(root, 'build'))
  write(output(ONE))
  assert.ok(fs.existsSync(join(root, 'real/manifest.json')))
  assert.is(write(output(ONE)).unchanged.length, 3)
})

test('the project root can be the output folder', () => {
  const here: Output = { folder: '.', files: output(ONE).files.map(f => ({ ...f, path: f.path.slice('build/'.length) })) }
  assert.equal(write(here).written, ['docker-bake.json', 'images/train/Dockerfile', 'manifest.json'])
  assert.is(write(here).unchanged.length, 3)
})

test('a manifest cannot make us remove a file outside the folder', () => {
  put('src/train.py', 'print()')
  for (const path of ['../src/train.py', './../src/train.py', join(root, 'src/train.py'), 'images/../../src/train.py']) {
    put('build/manifest.json', JSON.stringify({ version: 1, generator: 'dockcompile', files: { [path]: sha('print()') } }))
    write({ folder: 'build', files: [] })
    assert.ok(fs.existsSync(join(root, 'src/train.py')), path)
  }
})

test('stacks are written together or not at all', () => {
  put('build/prod/docker-bake.json', 'mine')
  const result = write(output(ONE, 'build/dev'), output(ONE, 'build/prod'))
  assert.equal(codes(result), ['DC6002'])
  assert.equal(files(), ['build/prod/docker-bake.json'])
  fs.unlinkSync(join(root, 'build/prod/docker-bake.json'))
  assert.is(write(output(ONE, 'build/dev'), output(ONE, 'build/prod')).written.length, 6)
})

test('files with the line ends of a Windows checkout are ours', () => {
  write(output(ONE))
  put('build/images/train/Dockerfile', 'FROM a\r\n')
  assert.equal(write(output(ONE)).written, ['build/images/train/Dockerfile'])
})

test('check names what differs and writes nothing', () => {
  write(output(TWO))
  const before = tree()
  const result = checkOutputs(root, [output(ONE)])
  assert.equal(result.differs, [
    'build/docker-bake.json',
    'build/images/fit/Dockerfile',
    'build/images/fit/requirements/6-user.txt',
    'build/images/train/Dockerfile',
    'build/manifest.json',
  ])
  assert.equal([...result.written, ...result.removed], [])
  assert.equal(tree(), before)
})

// ---- merges

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'init.defaultBranch=main', ...args], {
    cwd: root,
    stdio: 'pipe',
  })

/** Two branches with an output each, merged; the merge is expected to stop. */
function merge(base: Output, left: Output, right: Output): void {
  git('init', '-q')
  const commit = (some: Output) => {
    write(some)
    git('add', '-A')
    git('commit', '-qm', 'x')
  }
  commit(base)
  git('checkout', '-qb', 'right')
  commit(right)
  git('checkout', '-q', 'main')
  commit(left)
  assert.throws(() => git('merge', 'right'))
}

test('a merge with conflicts is healed by compiling again', () => {
  const versions = ['FROM a\n', 'FROM b\n', 'FROM c\n'].map(text =>
    output({ 'docker-bake.json': '{}\n', 'images/a/Dockerfile': text }),
  )
  merge(versions[0]!, versions[1]!, versions[2]!)
  assert.match(read('build/images/a/Dockerfile'), '<<<<<<<')
  assert.match(read('build/manifest.json'), '<<<<<<<')
  const merged = output({ 'docker-bake.json': '{}\n', 'images/a/Dockerfile': 'FROM d\n' })
  assert.equal(codes(write(merged)), [])
  assert.equal(read('build/images/a/Dockerfile'), 'FROM d\n')
  assert.equal(
    files().filter(f => !f.startsWith('.git')),
    merged.files.map(f => f.path),
  )
})

test('a file that git joined without conflict is an edit, also while the manifest has a conflict; --force writes it anew', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `RUN ${i}\n`)
  const version = (at: number) =>
    output({ 'images/a/Dockerfile': lines.with(at, `RUN changed ${at}\n`).join('') }, 'build', `salt ${at}`)
  merge(output({ 'images/a/Dockerfile': lines.join('') }), version(1), version(18))
  assert.not.match(read('build/images/a/Dockerfile'), '<<<<<<<')
  assert.match(read('build/manifest.json'), '<<<<<<<')
  const merged = output({ 'images/a/Dockerfile': 'FROM merged\n' })
  assert.equal(codes(write(merged)), ['DC6001'])
  assert.equal(codes(force(merged)), [])
  assert.is(read('build/images/a/Dockerfile'), 'FROM merged\n')
})

test('conflict markers in a generated file alone are healed, and in the manifest alone', () => {
  const conflict = (path: string) => put(path, `<<<<<<< ours\n${read(path)}=======\nx\n>>>>>>> theirs\n`)
  for (const path of ['build/images/train/Dockerfile', 'build/manifest.json']) {
    write(output(ONE))
    conflict(path)
    assert.equal(write(output(ONE)).written, [path])
  }
})

test('a stale file with conflict markers stays: nothing that no hash proves to be ours is deleted', () => {
  write(output(TWO))
  const path = 'build/images/fit/Dockerfile'
  put(path, `<<<<<<< ours\n${read(path)}=======\nx\n>>>>>>> theirs\n`)
  assert.equal(codes(write(output(ONE))), ['DC6001'])
  assert.equal(codes(force(output(ONE))), [])
  assert.ok(fs.existsSync(join(root, path)))
})

test('two branches that both begin with an output can be merged, and what only one had is removed', () => {
  git('init', '-q')
  put('x', 'x')
  git('add', '-A')
  git('commit', '-qm', 'x')
  git('checkout', '-qb', 'right')
  write(output(TWO))
  git('add', '-A')
  git('commit', '-qm', 'x')
  git('checkout', '-q', 'main')
  write(output(ONE))
  git('add', '-A')
  git('commit', '-qm', 'x')
  assert.throws(() => git('merge', 'right'))
  const result = write(output(ONE))
  assert.equal(codes(result), [])
  assert.equal(result.removed, ['build/images/fit/Dockerfile', 'build/images/fit/requirements/6-user.txt'])
})

test('a hand edit is seen during a merge, too', () => {
  const version = (text: string) => output({ 'images/a/Dockerfile': text, 'images/b/Dockerfile': 'same\n' })
  merge(version('a\n'), version('b\n'), version('c\n'))
  put('build/images/b/Dockerfile', 'mine\n')
  assert.equal(codes(write(version('d\n'))), ['DC6001'])
})

test('a manifest that is not JSON any more is an error; --force heals it', () => {
  write(output(TWO))
  put('build/manifest.json', read('build/manifest.json').slice(0, -3))
  assert.equal(codes(write(output(ONE))), ['DC6001'])
  const result = force(output(ONE))
  assert.equal(result.diagnostics, [])
  assert.equal(files(), ['build/docker-bake.json', 'build/images/train/Dockerfile', 'build/manifest.json'])
})

// ---- a kill or a failure at every step

/** Each file is whole: with the bytes of one of the outputs. */
function expectWhole(...outputs: Output[]): void {
  for (const [path, text] of Object.entries(tree())) {
    if (path.endsWith('/') || path.split('/').at(-1)!.startsWith('.')) continue
    assert.ok(
      outputs.some(o => o.files.some(f => f.path === path && f.text === text)),
      `${path} holds ${JSON.stringify(text)}`,
    )
  }
}

const scenarios: [string, Output | undefined, Output][] = [
  ['first run', undefined, output(ONE)],
  ['changes', output(ONE), output({ ...ONE, 'docker-bake.json': 'new\n', 'images/new/Dockerfile': 'FROM n\n' })],
  ['other files', output(ONE), output(TWO)],
  ['nothing any more', output(TWO), { folder: 'build', files: [] }],
]

for (const [name, before, after] of scenarios) {
  test(`killed at any step (${name}), the next run heals, whatever it is to write`, () => {
    for (const next of [after, output({ ...TWO, 'docker-bake.json': 'third\n' }), before ?? output(TWO)]) {
      for (let n = 0; ; n++) {
        fs.rmSync(root, { recursive: true })
        fs.mkdirSync(root)
        if (before) write(before)
        const broken = failing(n, 'kill')
        let killed = false
        try {
          writeOutputs(root, [after], false, broken)
        } catch (error) {
          if (!(error instanceof Killed)) throw error
          killed = true
        }
        if (!killed) break
        expectWhole(after, before ?? after)
        const result = write(next)
        assert.equal(codes(result), [], `step ${n}`)
        assert.equal(
          files(),
          next.files.map(f => f.path),
          `step ${n}`,
        )
        assert.equal(write(next).written, [], `step ${n}`)
      }
    }
  })

  test(`killed twice (${name}), the third run heals`, () => {
    const second = output({ ...TWO, 'docker-bake.json': 'third\n' })
    for (let n = 0; n < 14; n += 2) {
      for (let m = 0; m < 14; m++) {
        fs.rmSync(root, { recursive: true })
        fs.mkdirSync(root)
        if (before) write(before)
        for (const [some, step] of [
          [after, n],
          [second, m],
        ] as const) {
          try {
            writeOutputs(root, [some], false, failing(step, 'kill'))
          } catch (error) {
            if (!(error instanceof Killed)) throw error
          }
        }
        assert.equal(codes(write(after)), [], `steps ${n}, ${m}`)
        assert.equal(
          files(),
          after.files.map(f => f.path),
          `steps ${n}, ${m}`,
        )
      }
    }
  })

  test(`a full disk at any step (${name}) is one message, and all is as it was or heals`, () => {
    for (const how of ['ENOSPC', 'EACCES'] as const) {
      for (let n = 0; ; n++) {
        fs.rmSync(root, { recursive: true })
        fs.mkdirSync(root)
        if (before) write(before)
        const was = tree()
        const broken = failing(n, how)
        const result = writeOutputs(root, [after], false, broken)
        if (broken.steps() <= n) break
        expectWhole(after, before ?? after)
        if (result.diagnostics.length > 0) {
          assert.equal(codes(result), ['DC6005'], `${how} at step ${n}`)
          assert.match(result.diagnostics[0]!.message, how === 'ENOSPC' ? 'the disk is full' : 'permission denied')
          const isStaging = !files().includes('build/.dockcompile-journal.json')
          if (isStaging) assert.equal(tree(), was, `${how} at step ${n}`)
        }
        assert.equal(codes(write(after)), [], `${how} at step ${n}`)
        assert.equal(
          files(),
          after.files.map(f => f.path),
          `${how} at step ${n}`,
        )
      }
    }
  })
}

test('a hand edit after a kill is still seen', () => {
  write(output(ONE))
  const after = output({ ...ONE, 'docker-bake.json': 'new\n' })
  // Journal and temporary files are there, nothing is renamed yet.
  assert.throws(() => writeOutputs(root, [after], false, failing(8, 'kill')))
  assert.ok(files().includes('build/.dockcompile-journal.json'))
  put('build/images/train/Dockerfile', 'mine')
  assert.equal(codes(write(after)), ['DC6001'])
})

test('a bug is not taken for a problem of the disk', () => {
  const broken = { ...fileSystem, mkdirSync: undefined } as unknown as FileSystem
  assert.throws(
    () => writeOutputs(root, [output(ONE)], false, broken),
    (e: unknown) => e instanceof TypeError,
  )
})

// ---- several processes

const LOCK = 'build/.dockcompile-lock'
/** A lock as a run makes it: nobody may write to it. */
function lockOf(holder: string, path = LOCK): void {
  put(path, holder)
  fs.chmodSync(join(root, path), 0o444)
}

test('the lock of a process that is gone is taken over', () => {
  const old = (make: () => void) => {
    make()
    fs.lutimesSync(join(root, LOCK), 1, 1)
  }
  const leave: Record<string, () => void> = {
    'on this machine': () => lockOf(`999999999 ${hostname()}`),
    'on this machine, by a process that had our number': () => lockOf(`${process.pid} ${hostname()}`),
    'on this machine, copied': () => put(LOCK, `999999999 ${hostname()}`),
    'on this machine, as a link': () => fs.symlinkSync(`999999999 ${hostname()}`, join(root, LOCK)),
    'another machine, long ago': () => old(() => lockOf('1 elsewhere')),
    'another machine, long ago, copied': () => old(() => put(LOCK, '1 elsewhere')),
    'nobody, long ago': () => old(() => lockOf('')),
    'with a second lock': () => {
      lockOf(`999999999 ${hostname()}`)
      lockOf(`999999998 ${hostname()}`, `${LOCK}-2`)
    },
    'with a draft': () => lockOf(`999999999 ${hostname()}`, `${LOCK}.999999999.${hostname()}`),
  }
  for (const [name, prepare] of Object.entries(leave)) {
    fs.mkdirSync(join(root, 'build'))
    prepare()
    assert.equal(codes(write(output(ONE))), [], name)
    assert.equal(
      files(),
      output(ONE).files.map(f => f.path),
      name,
    )
    fs.rmSync(join(root, 'build'), { recursive: true })
  }
})

test('the lock of a process that is there is respected', () => {
  const found = () => lock(join(root, 'build'), fileSystem, 50)
  lockOf(`${process.ppid} ${hostname()}`)
  assert.equal(found(), { holder: `process ${process.ppid}` })
  fs.rmSync(join(root, LOCK))
  lockOf('1 elsewhere')
  assert.equal(found(), { holder: 'process 1 on elsewhere' })
  assert.is(read(LOCK), '1 elsewhere')
  fs.rmSync(join(root, LOCK))
  lockOf('')
  assert.equal(found(), { holder: 'a process' })
  assert.equal(files(), [LOCK])
})

test('a lock that a run makes is one that another run respects', () => {
  fs.mkdirSync(join(root, 'build'))
  const held = lock(join(root, 'build')) as { unlock: () => void }
  // As another process sees it, whose number is another one.
  assert.match(read(LOCK), new RegExp(`^${process.pid} `))
  assert.is(fs.lstatSync(join(root, LOCK)).mode & 0o222, 0)
  assert.equal(files(), [LOCK])
  held.unlock()
  assert.equal(files(), [])
})

test('a lock that git checked out is not a lock: an error at once, whatever it says, and it stays', () => {
  const LOCKS = [LOCK, `${LOCK}-2`]
  const made: Record<string, (path: string) => void> = {
    'a link': path => fs.symlinkSync('999999 elsewhere', join(root, path)),
    'a link with a process that is there': path => fs.symlinkSync(`1 ${hostname()}`, join(root, path)),
    'a file': path => put(path, '999999 elsewhere'),
    'a file with a process that is there': path => put(path, `${process.ppid} ${hostname()}`),
    'an empty file': path => put(path, ''),
    'a file of others': path => put(path, 'mine\n'),
    'a large file': path => put(path, `1 ${'x'.repeat(5_000_000)}`),
    'a real lock, through git': path => {
      lockOf(`${process.ppid} ${hostname()}`, path)
      git('init', '-q')
      git('add', '-A')
      git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'x')
      fs.rmSync(join(root, path), { force: true })
      git('checkout', '-q', '.')
      fs.rmSync(join(root, '.git'), { recursive: true })
    },
    'a folder': path => fs.mkdirSync(join(root, path, 'x'), { recursive: true }),
  }
  for (const [name, prepare] of Object.entries(made)) {
    for (const path of LOCKS) {
      fs.mkdirSync(join(root, 'build'))
      // The second one is asked for where the first one was left behind.
      if (path !== LOCK) lockOf(`999999999 ${hostname()}`)
      prepare(path)
      const start = Date.now()
      const result = write(output(ONE))
      assert.ok(Date.now() - start < 2000, `${name}: it waited`)
      assert.is(result.diagnostics.length, 1, name)
      assert.match(result.diagnostics[0]!.message, path, name)
      assert.ok(fs.lstatSync(join(root, path)), name)
      assert.not.ok(files().includes('build/manifest.json'), name)
      fs.rmSync(join(root, 'build'), { recursive: true })
    }
  }
})

test('processes that write at once leave one of their outputs, never a mixture', async () => {
  const bundle = process.argv[1]!
  const writers = Array.from({ length: 4 }, (_, i) => {
    const child = spawn(process.execPath, [bundle], {
      env: { ...process.env, WRITER: `${i % 2}`, WRITER_ROOT: root },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return new Promise<string>(resolve => {
      let said = ''
      child.stdout.on('data', data => (said += data))
      child.on('close', () => resolve(said))
    })
  })
  for (const said of await Promise.all(writers)) assert.is(said, '')
  const found = tree()
  const ends = [0, 1].map(w => Object.fromEntries(race(w).files.map(f => [f.path, f.text])))
  const plain = Object.fromEntries(Object.entries(found).filter(([path]) => !path.endsWith('/')))
  assert.ok(
    ends.some(end => JSON.stringify(end) === JSON.stringify(plain)),
    JSON.stringify(Object.keys(plain)),
  )
})

test('a manifest that names thousands of images without a folder costs one look', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'dockcompile-names-'))
  fs.mkdirSync(join(folder, 'build'))
  const names = Array.from({ length: 5000 }, (_, i) => [`images/i${i}/Dockerfile`, '0'.repeat(64)])
  fs.writeFileSync(
    join(folder, 'build/manifest.json'),
    JSON.stringify({ generator: 'dockcompile', files: Object.fromEntries(names) }),
  )
  let calls = 0
  const counting = {
    ...fileSystem,
    openSync: (...words: Parameters<typeof fs.openSync>) => {
      calls++
      return fs.openSync(...words)
    },
    rmdirSync: (path: string) => {
      calls++
      fs.rmdirSync(path)
    },
  } as unknown as typeof fileSystem
  const output = { folder: 'build', files: [{ path: 'build/manifest.json', text: '{"generator": "dockcompile"}' }] }
  assert.equal(writeOutputs(folder, [output], false, counting).written, ['build/manifest.json'])
  assert.ok(calls < 200, `${calls} calls`)
  fs.rmSync(folder, { recursive: true })
})

function race(writer: number): Output {
  return output(
    Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`images/${(i * (writer + 1)) % 40}/Dockerfile`, `FROM w${writer}\n`]),
    ),
  )
}

if (process.env.WRITER) {
  for (let i = 0; i < 8; i++) {
    const result = writeOutputs(process.env.WRITER_ROOT!, [race(Number(process.env.WRITER))], false)
    if (result.diagnostics.length > 0) console.log(JSON.stringify(result.diagnostics))
  }
} else test.run()
