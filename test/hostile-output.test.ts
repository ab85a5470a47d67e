/**
 * What comes with a checkout into the output folder, manifest, journal, lock and links among it, is written by a stranger: it must not make a run delete,
 * replace, move or read anything that dockcompile did not write, nor take long. Every attack is made with folders held open, and as on systems without.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Anchor } from '../src/edge/anchor.ts'
import { fileSystem } from '../src/edge/file-system.ts'
import { isOurName } from '../src/edge/known-files.ts'
import { readBelow } from '../src/edge/read-below.ts'
import { readPlain } from '../src/edge/read-plain.ts'
import { checkOutputs, writeOutputs } from '../src/edge/write.ts'
import type { Output } from '../src/model/artifact.ts'
import { skip } from './skip.ts'

let base = ''
let root = ''
const begin = () => {
  if (base) fs.rmSync(base, { recursive: true, force: true })
  base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'hostile-')))
  root = join(base, 'project')
  fs.mkdirSync(root)
}
test.before.each(begin)
test.after.each(() => fs.rmSync(base, { recursive: true, force: true }))

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const put = (path: string, text: string) => {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text)
}
const manifestText = (files: unknown) => `${JSON.stringify({ version: 1, generator: 'dockcompile', files })}\n`
const journalText = (files: unknown) => JSON.stringify({ version: 1, old: files, new: {} })

const FILES = { 'docker-bake.json': '{}\n', 'images/train/Dockerfile': 'FROM a\n' }
function output(files: Record<string, string> = FILES, folder = 'build'): Output {
  const hashes = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha(text)]))
  const all = { ...files, 'manifest.json': manifestText(hashes) }
  const inFolder = (path: string) => (folder === '.' ? path : `${folder}/${path}`)
  return {
    folder,
    files: Object.entries(all)
      .map(([path, text]) => ({ path: inFolder(path), text }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  }
}
const EMPTY: Output = { folder: 'build', files: [] }

/** What a run of ours may write or remove. */
const OURS =
  /^project\/build(\/(manifest\.json|docker-bake\.json|\.dockcompile-journal\.json|images|images\/train|images\/train\/Dockerfile))?$/

/** What is below the base, with its text or where it leads, but for what is ours. */
function others(folder = '', found: Record<string, string> = {}): Record<string, string> {
  for (const entry of fs.readdirSync(join(base, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (!OURS.test(path))
      found[path] = entry.isFile()
        ? fs.readFileSync(join(base, path), 'utf8')
        : entry.isSymbolicLink()
          ? fs.readlinkSync(join(base, path))
          : ''
    if (entry.isDirectory()) others(path, found)
  }
  return found
}

const systems = { held: fileSystem, 'not held': { ...fileSystem, holdsFolders: false } }

/** Whatever the run says, with and without --force, with an output and without: all that is not ours is as it was. */
function survives(what: string, prepare: () => void): void {
  for (const [system, disk] of Object.entries(systems))
    for (const force of [false, true])
      for (const wanted of [output(), EMPTY]) {
        begin()
        prepare()
        const before = others()
        const start = Date.now()
        checkOutputs(root, [wanted], disk)
        writeOutputs(root, [wanted], force, disk)
        writeOutputs(root, [wanted], force, disk)
        assert.equal(others(), before, `${what}, ${system}, ${force ? '--force' : ''}, ${wanted.files.length} files`)
        assert.ok(Date.now() - start < 5000, `${what} took ${Date.now() - start} ms`)
      }
}

const VICTIMS = [
  'local.env',
  'images/train/.env',
  'images/notes/README.md',
  '.git/HEAD',
  'images/train/x/Dockerfile',
  'images/.git/HEAD',
  'images/README.md',
  'images/train/.gitignore',
]

for (const [known, file] of [
  ['manifest', 'build/manifest.json'],
  ['journal', 'build/.dockcompile-journal.json'],
] as const) {
  const text = known === 'manifest' ? manifestText : journalText
  test(`a ${known} that names files of others with the right hash, or with one of nothing, deletes none`, () => {
    for (const hash of [sha('mine'), 'aa', [sha('mine'), sha('other')], null])
      survives(JSON.stringify(hash), () => {
        for (const victim of VICTIMS) put(`build/${victim}`, 'mine')
        put(file, text(Object.fromEntries(VICTIMS.map(victim => [victim, hash]))))
      })
    // Names of ours with a content that no hash proves.
    for (const hash of [sha('other'), [sha('other'), sha('another')]])
      survives(JSON.stringify(hash), () => {
        put('build/images/fit/Dockerfile', 'mine')
        put('build/images/fit/requirements/6-user.txt', 'mine')
        put(file, text({ 'images/fit/Dockerfile': hash, 'images/fit/requirements/6-user.txt': hash }))
      })
  })

  test(`a ${known} with names that lead elsewhere, and odd ones`, () => {
    const names = [
      '../x',
      '../../x',
      'a/../../x',
      './../x',
      'images/../../x',
      'images/a/../../../x',
      'images/train/..',
      '/etc/x',
      'C:\\x',
      'C:/x',
      '\\\\server\\x',
      '..\\x',
      'images\\..\\..\\x',
      '__proto__',
      'constructor',
      '',
      '.',
      '..',
      '/',
      'images',
      'images/',
      'images//x',
      'images/train/',
      'images/train/Dockerfile/',
      'images/train/Dockerfile\0',
      'x\0',
      'images/train/Dockerfile.',
      'images/train/Dockerfile ',
      'images/train/Dockerfile::$DATA',
      'images/.git/config',
      'a'.repeat(5000),
      `images/${'a'.repeat(300)}/Dockerfile`,
      `images/train/${'a/'.repeat(400)}x`,
    ]
    survives('all names', () => {
      fs.writeFileSync(join(base, 'x'), 'mine')
      put('x', 'mine')
      put('build/x', 'mine')
      put(file, `{"version": 1, "generator": "dockcompile", "files": ${namesText(names)}, "old": ${namesText(names)}}`)
    })
    for (const name of names) assert.not.ok(isOurName(name), name.slice(0, 60))
  })

  test(`a ${known} that names files behind links in the output: to the project, to its .git, outside, to a file`, () => {
    for (const target of ['..', '../.git', '../../outside'])
      for (const link of ['images', 'images/train', 'images/fit', 'images/fit/requirements', 'x'])
        survives(`${link} -> ${target}`, () => {
          for (const place of ['outside', 'project/src', 'project/.git', 'project'])
            for (const name of [
              'Dockerfile',
              'fit/Dockerfile',
              'fit/requirements/6-user.txt',
              'requirements/6-user.txt',
              '.Dockerfile.dockcompile-tmp',
              'fit/.Dockerfile.dockcompile-tmp',
              '6-user.txt',
              'empty/deep/x',
            ])
              write(join(base, place, name), 'mine')
          fs.mkdirSync(join(base, 'outside/requirements/empty'), { recursive: true })
          fs.mkdirSync(join(root, 'build', dirname(link)), { recursive: true })
          // From a folder further down the way up is longer.
          fs.symlinkSync(`${'../'.repeat(link.split('/').length - 1)}${target}`, join(root, 'build', link))
          const named = [
            'images/fit/Dockerfile',
            'images/fit/requirements/6-user.txt',
            'images/train/requirements/6-user.txt',
            'x/Dockerfile',
            'x/fit/Dockerfile',
          ]
          put(file, text(Object.fromEntries(named.map(name => [name, sha('mine')]))))
        })
  })

  test(`a ${known} that is a link, a pipe, a folder or huge is not read`, () => {
    const kinds: Record<string, (path: string) => void> = {
      'a link outside': path => {
        fs.writeFileSync(join(base, 'secret'), text({ 'images/fit/Dockerfile': sha('mine') }))
        fs.symlinkSync('../../secret', path)
      },
      'a link to a device': path => fs.symlinkSync('/dev/zero', path),
      'a folder': path => fs.mkdirSync(join(path, 'inner'), { recursive: true }),
      'a terabyte': path => {
        fs.writeFileSync(path, '')
        fs.truncateSync(path, 2 ** 40)
      },
    }
    for (const [kind, make] of Object.entries(kinds)) {
      for (const disk of Object.values(systems)) {
        begin()
        put('build/images/fit/Dockerfile', 'mine')
        make(join(root, file))
        const result = writeOutputs(root, [output()], true, disk)
        assert.is(result.diagnostics.length, 1, kind)
        assert.match(result.diagnostics[0]!.message, file, kind)
        assert.is(fs.readFileSync(join(root, 'build/images/fit/Dockerfile'), 'utf8'), 'mine')
        assert.equal(fs.readdirSync(join(root, 'build/images')), ['fit'], kind)
      }
    }
  })

  test(`a ${known} with too much in it is one message in a second, and nothing is written`, () => {
    const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join(',')
    const texts: Record<string, () => string> = {
      '1.5 million names': () => `{${many(1_500_000, i => `"a${i}":"b"`)}}`,
      '1.5 million names with blanks': () => `{${many(1_500_000, i => `"a${i}"  :"b"`)}}`,
      '300,000 names of ours': () => `{${many(300_000, i => `"images/a${i}/Dockerfile":"${i.toString(16).padStart(64, '0')}"`)}}`,
      'ten million brackets': () => '['.repeat(10_000_000),
      '60 MB': () => `{"a":"${'x'.repeat(60_000_000)}"}`,
    }
    for (const [what, files] of Object.entries(texts)) {
      begin()
      put(file, `{"version":1,"generator":"dockcompile","files":${files()},"old":${known === 'journal' ? files() : '{}'}}`)
      const before = process.cpuUsage()
      const result = writeOutputs(root, [output()], false)
      const { user, system } = process.cpuUsage(before)
      assert.equal(
        result.diagnostics.map(d => d.code),
        ['DC1018'],
        what,
      )
      assert.match(result.diagnostics[0]!.message, what.startsWith('300') ? 'build' : file)
      assert.ok((user + system) / 1e6 < 4, `${what}: ${(user + system) / 1e6} s`)
      assert.not.ok(fs.existsSync(join(root, 'build/docker-bake.json')), what)
    }
  })
}

function write(path: string, text: string): void {
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.writeFileSync(path, text)
}
const namesText = (names: readonly string[]) => `{${names.map(name => `${JSON.stringify(name)}: "${sha('mine')}"`).join(', ')}}`

test('all that the golden cases write, and all files of the catalogs, have names of ours', () => {
  let count = 0
  for (const path of fs
    .readdirSync('golden', { recursive: true, encoding: 'utf8' })
    .filter(name => /expected.*\/manifest\.json$/.test(name)))
    for (const name of Object.keys((JSON.parse(fs.readFileSync(join('golden', path), 'utf8')) as { files: object }).files)) {
      assert.ok(isOurName(name), `${path}: ${name}`)
      count++
    }
  assert.ok(count > 300)
  for (const name of fs.readdirSync('catalog').filter(file => file.endsWith('.json')))
    for (const file of Object.keys(
      (JSON.parse(fs.readFileSync(join('catalog', name), 'utf8')) as { files?: object }).files ?? {},
    ))
      for (const folder of ['', 'files/']) assert.ok(isOurName(`images/a/${folder}${file}`), file)
})

test('a manifest with conflict markers deletes nothing by two hashes, and replaces nothing without markers', () => {
  const conflict = (name: string) =>
    `{"generator": "dockcompile",\n<<<<<<< ours\n"files": {"${name}": "${sha('a')}"\n=======\n"files": {"${name}": "${sha('b')}"\n>>>>>>> theirs\n}}\n`
  for (const name of ['local.env', 'images/fit/Dockerfile', 'images/fit/requirements/6-user.txt'])
    survives(name, () => {
      put(`build/${name}`, 'mine')
      put('build/manifest.json', conflict(name))
    })
  put('build/docker-bake.json', 'mine')
  put('build/manifest.json', conflict('docker-bake.json'))
  assert.equal(
    writeOutputs(root, [output()], false).diagnostics.map(d => d.code),
    ['DC6001'],
  )
  assert.is(fs.readFileSync(join(root, 'build/docker-bake.json'), 'utf8'), 'mine')
})

test('markers in a file make it ours only where a manifest knows it and this run writes it', () => {
  const marked = '<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n'
  put('build/docker-bake.json', marked)
  assert.equal(
    writeOutputs(root, [output()], true).diagnostics.map(d => d.code),
    ['DC6002'],
  )
  survives('a stale one', () => {
    put('build/images/fit/Dockerfile', marked)
    put('build/manifest.json', manifestText({ 'images/fit/Dockerfile': sha('x') }))
  })
})

test('drafts are removed where a journal or this run names them, and nowhere else', () => {
  const stale = 'images/fit/Dockerfile'
  survives('by the manifest alone', () => {
    put('build/images/fit/.Dockerfile.dockcompile-tmp', 'mine')
    put('build/manifest.json', manifestText({ [stale]: sha('x') }))
  })
  survives('by a journal of another version', () => {
    put('build/images/fit/.Dockerfile.dockcompile-tmp', 'mine')
    put('build/.dockcompile-journal.json', JSON.stringify({ version: 2, old: { [stale]: sha('x') }, new: {} }))
  })
})

test('a project whose root is its output: git and the sources stay', () => {
  for (const file of ['manifest.json', '.dockcompile-journal.json']) {
    const victims = ['.git/HEAD', '.git/hooks/pre-commit', 'src/train.py', '.env', 'images/logo.png', 'images/a/logo/x.png']
    for (const victim of victims) put(victim, 'mine')
    const files = Object.fromEntries(victims.map(victim => [victim, sha('mine')]))
    put(file, file === 'manifest.json' ? manifestText(files) : journalText(files))
    writeOutputs(root, [output(FILES, '.')], true)
    for (const victim of victims) assert.is(fs.readFileSync(join(root, victim), 'utf8'), 'mine')
  }
})

test('an output folder that is a link may be in the project, but not in its .git', () => {
  fs.mkdirSync(join(root, '.git/images'), { recursive: true })
  fs.mkdirSync(join(root, 'real'))
  fs.symlinkSync('.git', join(root, 'build'))
  fs.symlinkSync('real', join(root, 'other'))
  assert.equal(
    writeOutputs(root, [output()], true).diagnostics.map(d => d.code),
    ['DC6004'],
  )
  assert.equal(
    writeOutputs(root, [output(FILES, 'build/deeper')], true).diagnostics.map(d => d.code),
    ['DC6004'],
  )
  assert.equal(fs.readdirSync(join(root, '.git')), ['images'])
  assert.equal(writeOutputs(root, [output(FILES, 'other')], true).diagnostics, [])
  assert.ok(fs.existsSync(join(root, 'real/docker-bake.json')))
})

test('a file in the place of an output file that is huge is not read', () => {
  put('build/docker-bake.json', '')
  fs.truncateSync(join(root, 'build/docker-bake.json'), 2 ** 40)
  assert.equal(
    writeOutputs(root, [output()], false).diagnostics.map(d => d.code),
    ['DC6002'],
  )
})

test('two names that are one file, on a disk without upper and lower case: the file stays', () => {
  writeOutputs(root, [output()], false)
  const manifest = manifestText({ 'docker-bake.json': sha('{}\n'), 'images/Train/Dockerfile': sha('FROM a\n') })
  put('build/manifest.json', manifest)
  const lower = (path: unknown) => (typeof path === 'string' ? path.replace('/Train', '/train') : path)
  const caseless = Object.fromEntries(
    Object.entries(fileSystem).map(([name, call]) => [
      name,
      typeof call === 'function'
        ? Object.assign((...args: unknown[]) => (call as (...args: unknown[]) => unknown)(...args.map(lower)), {
            native: fileSystem.realpathSync.native,
          })
        : call,
    ]),
  ) as unknown as typeof fileSystem
  assert.equal(writeOutputs(root, [output()], false, caseless).removed, [])
  assert.ok(fs.existsSync(join(root, 'build/images/train/Dockerfile')))
})

// ---- reading

test('a file that is read below a folder has a plain name, is not a link and is not behind one', () => {
  put('build/images/a/Dockerfile', 'yes')
  put('secret', 'no')
  fs.symlinkSync('..', join(root, 'build/up'))
  fs.symlinkSync('../secret', join(root, 'build/file'))
  for (const disk of Object.values(systems)) {
    assert.is(readBelow(join(root, 'build'), 'images/a/Dockerfile', 10, disk).bytes?.toString(), 'yes')
    assert.is(readBelow(join(root, 'build'), 'images/a/Dockerfile', 2, disk).found, 'too large')
    for (const path of [
      '../secret',
      'images/../../secret',
      'up/secret',
      'file',
      '/etc/hostname',
      '',
      '.',
      'images',
      'a\0',
      'C:x',
      'x\\y',
    ])
      assert.is(readBelow(join(root, 'build'), path, 10, disk).bytes, undefined, path)
    assert.is(readBelow(join(root, 'nowhere'), 'x', 10, disk).found, 'nothing')
  }
})

test('a file that is exchanged or grows between the look and the read is not read', () => {
  put('a', 'mine')
  put('b', 'other')
  const swapping = {
    ...fileSystem,
    openSync: ((path: string, flags: number) => fs.openSync(path.replace(/a$/, 'b'), flags)) as typeof fs.openSync,
  }
  assert.is(readPlain(join(root, 'a'), 10, swapping).found, 'nothing')
  const growing = {
    ...fileSystem,
    openSync: ((path: string, flags: number) => {
      fs.appendFileSync(path, 'x'.repeat(100))
      return fs.openSync(path, flags)
    }) as typeof fs.openSync,
  }
  assert.is(readPlain(join(root, 'a'), 10, growing).found, 'too large')
})

// ---- races

const RACE = 'a folder that is exchanged for a link outside, in a loop, takes no run outside'
if (!fileSystem.holdsFolders) skip(test, RACE, `${RACE}: folders cannot be held here`)
else
  test(RACE, async () => {
    const outside = join(base, 'outside')
    fs.mkdirSync(outside)
    fs.mkdirSync(join(outside, 'train'))
    const swapper = spawn(process.execPath, ['--eval', SWAPPER, root, outside], { stdio: 'inherit' })
    try {
      let written = 0
      const end = Date.now() + 3000
      for (let i = 0; Date.now() < end; i++) {
        const result = writeOutputs(root, [output({ ...FILES, 'docker-bake.json': `${i}` })], true)
        if (result.written.length > 0) written++
      }
      assert.ok(written > 0, 'no run came through')
    } finally {
      swapper.kill('SIGKILL')
      await new Promise(done => swapper.on('exit', done))
    }
    assert.equal(fs.readdirSync(outside), ['train'])
    assert.equal(fs.readdirSync(join(outside, 'train')), [])
  })

/** Puts a link in the place of the output folder, and of `images` in it, and puts them back, as fast as it can. */
const SWAPPER = `
const fs = require('node:fs')
const [root, outside] = process.argv.slice(1)
const attempt = (name, ...args) => { try { fs[name](...args) } catch {} }
for (;;) for (const path of [root + '/build', root + '/build/images']) {
  attempt('renameSync', path, path + '.away')
  attempt('symlinkSync', outside, path)
  attempt('unlinkSync', path)
  attempt('renameSync', path + '.away', path)
}`

test('a folder that is exchanged at any step takes no run outside', () => {
  for (const target of ['build', 'build/images', 'build/images/train'])
    for (let step = 0; ; step++) {
      begin()
      const outside = join(base, 'outside')
      fs.mkdirSync(join(outside, 'train'), { recursive: true })
      fs.mkdirSync(join(outside, 'images/train'), { recursive: true })
      writeOutputs(root, [output({ ...FILES, 'images/train/requirements/6-user.txt': 'x' })], false)
      let calls = 0
      const swapping = Object.fromEntries(
        Object.entries(fileSystem).map(([name, call]) => [
          name,
          typeof call !== 'function'
            ? call
            : Object.assign(
                (...args: unknown[]) => {
                  if (calls++ === step && fs.existsSync(join(root, target))) {
                    fs.renameSync(join(root, target), join(base, 'away'))
                    fs.symlinkSync(outside, join(root, target))
                  }
                  return (call as (...args: unknown[]) => unknown)(...args)
                },
                { native: fileSystem.realpathSync.native },
              ),
        ]),
      ) as unknown as typeof fileSystem
      if (fileSystem.holdsFolders)
        writeOutputs(root, [output({ ...FILES, 'images/train/Dockerfile': 'FROM b\n' })], true, swapping)
      const found = fs.readdirSync(outside, { recursive: true, encoding: 'utf8' }).sort()
      assert.equal(found, ['images', 'images/train', 'train'], `${target} at step ${step}`)
      if (calls <= step) break
    }
})

test('an anchor enters no link and no file, and makes no folder in their place', () => {
  put('file', 'mine')
  fs.symlinkSync('..', join(root, 'up'))
  for (const disk of Object.values(systems)) {
    const anchor = Anchor.at(root, disk)
    assert.equal(anchor.enter('up/x'), { found: 'link', at: 'up' })
    assert.equal(anchor.enter('file/x'), { found: 'file', at: 'file' })
    assert.equal(anchor.enter('a/b'), { found: 'nothing', at: 'a' })
    assert.throws(() => anchor.make('up/x', []))
    assert.throws(() => anchor.make('file/x', []))
    const made: string[] = []
    anchor.make('a/b', made)
    assert.equal(made, ['a', 'a/b'])
    anchor.removeEmpty(['up', 'file', 'up/project', ...made])
    anchor.close()
    assert.equal(fs.readdirSync(root).sort(), ['file', 'up'])
  }
})

test('no run leaves an open file behind', () => {
  if (!fileSystem.holdsFolders) return
  const open = () => fs.readdirSync('/proc/self/fd').length
  writeOutputs(root, [output()], false)
  const before = open()
  fs.symlinkSync('..', join(root, 'build/images/fit'))
  for (let i = 0; i < 20; i++) {
    writeOutputs(root, [output({ ...FILES, 'docker-bake.json': `${i}` })], false)
    writeOutputs(root, [output({ ...FILES, 'images/fit/Dockerfile': `${i}` })], false)
    checkOutputs(root, [output()])
  }
  assert.is(open(), before)
})

test.run()
