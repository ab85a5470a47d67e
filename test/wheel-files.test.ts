/** Which files packages write, from the ends of their wheels: on servers of every kind, on this machine, and in archives that are none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { freezeCommand } from '../src/commands/freeze.ts'
import { fileConflicts } from '../src/freeze/file-conflicts.ts'
import { installedFiles } from '../src/freeze/installed-files.ts'
import { withWheel } from '../src/freeze/readable-wheel.ts'
import type { LockFile } from '../src/model/generated/lock.ts'
import { STACK, TestProject } from './golden/project.ts'
import { wheel } from './support/wheel.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, file: Buffer) => void

/** As the index of Python's packages does. */
const PARTS: Answer = (request, response, file) => {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  if (from === undefined) return void response.end(file)
  const start = from === '' ? Math.max(0, file.length - Number(to)) : Number(from)
  const end = from === '' ? file.length : Math.min(file.length, Number(to) + 1)
  response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${file.length}` }).end(file.subarray(start, end))
}

let server: Server
let base: string
let files: Map<string, Buffer>
let answer: Answer
let asked: { path: string; range: string | undefined; authorization: string | undefined }[]
let folder: string

test.before(async () => {
  server = createServer((request, response) => {
    asked.push({ path: request.url!, range: request.headers.range, authorization: request.headers.authorization })
    const file = files.get(request.url!)
    if (file) answer(request, response, file)
    else response.writeHead(404).end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
test.before.each(() => {
  files = new Map()
  answer = PARTS
  asked = []
  folder = mkdtempSync(join(tmpdir(), 'wheels-'))
})
test.after.each(() => rmSync(folder, { recursive: true, force: true }))
test.after(() => void server.close())

const listed = (address: string, size: number | null = null) => ({ name: 'a-1-py3-none-any.whl', address, size })
const contentsOf = async (bytes: Buffer) => {
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  return Object.fromEntries(await installedFiles({ size: bytes.length, read }))
}
const problemWith = (address: string, size: number | null = null) =>
  withWheel(listed(address, size), folder, installedFiles).then(
    () => 'it can be read',
    (error: Error) => error.message,
  )

test('files are compared at the paths that an install gives them', async () => {
  const found = await contentsOf(
    wheel({
      'a/': '',
      'a/__init__.py': 'x = 1\n',
      'a.data/purelib/b.py': '',
      'a.data/platlib/c/d.so': '1',
      'a.data/scripts/tool': '#!python\n',
      'a.data/data/share/jupyter/kernel.json': '{}',
      'a.data/data/lib/python3.11/site-packages/e.pth': '',
      'a.data/headers/a.h': '',
      'a-1.dist-info/METADATA': 'Name: a\n',
      'a-1.dist-info/entry_points.txt': `# comment
[console_scripts]
one = a.cli:main
 two=a.cli : other  [extra]
; not = this
[gui_scripts]
three = a:gui
[pytest11]
plugin = a.plugin
`,
    }),
  )
  assert.equal(Object.keys(found).sort(), [
    'bin/one',
    'bin/three',
    'bin/tool',
    'bin/two',
    'share/jupyter/kernel.json',
    'site-packages/a/__init__.py',
    'site-packages/b.py',
    'site-packages/c/d.so',
    'site-packages/e.pth',
  ])
  assert.is(found['bin/two'], 'the script of a.cli:other[extra]')
  assert.is(found['site-packages/b.py'], '0:0')
})

test('archives: a large one, one with a comment, and what is none', async () => {
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`package/a_module_with_a_long_name_${i}.py`, 'x']))
  assert.is(Object.keys(await contentsOf(wheel(many))).length, 2000)
  assert.equal(await contentsOf(wheel({ 'a.py': '' }, { zip64: true })), { 'site-packages/a.py': '0:0' })
  assert.equal(await contentsOf(wheel({ 'a.py': '' }, { comment: 'a comment' })), { 'site-packages/a.py': '0:0' })
  const good = wheel({ 'a.py': '' })
  const misplaced = Buffer.from(good)
  misplaced.writeUInt32LE(good.length + 7, good.length - 6)
  const shifted = Buffer.from(good)
  shifted.writeUInt32LE(1, good.length - 6)
  for (const bytes of [Buffer.alloc(0), Buffer.from('not a zip'), good.subarray(0, -3), misplaced, shifted])
    await contentsOf(bytes).then(
      () => assert.unreachable('it was read'),
      (error: Error) => assert.instance(error, Error),
    )
})

test('of a big wheel only the end is asked for', async () => {
  const big = wheel({ 'a/weights.bin': 'x'.repeat(500_000), 'a-1.dist-info/entry_points.txt': '[console_scripts]\nt = a:b\n' })
  files.set('/a.whl', big)
  for (const size of [big.length, null]) {
    asked = []
    const found = await withWheel(listed(`${base}/a.whl#sha256=00`, size), folder, installedFiles)
    assert.equal([...found.keys()], ['site-packages/a/weights.bin', 'bin/t'])
    assert.is(asked.length, 1)
  }
  // The directory is longer than the end that is asked for first.
  const names = Array.from({ length: 1500 }, (_, i) => [`a/a_module_with_a_long_name_${i}.py`, ''])
  files.set('/many.whl', wheel(Object.fromEntries(names) as Record<string, string>))
  asked = []
  assert.is((await withWheel(listed(`${base}/many.whl`), folder, installedFiles)).size, 1500)
  assert.is(asked.length, 2)
})

test('a wheel of this machine is read from the disk', async () => {
  writeFileSync(join(folder, 'a b.whl'), wheel({ 'a.py': '' }))
  for (const address of ['a b.whl', pathToFileURL(join(folder, 'a b.whl')).href])
    assert.equal([...(await withWheel(listed(address), folder, installedFiles)).keys()], ['site-packages/a.py'])
  assert.is(await problemWith('gone.whl'), 'there is no such file on this machine')
  assert.is(asked.length, 0)
})

test('what a server may answer instead', async () => {
  files.set('/a.whl', wheel({ 'a.py': '' }))
  const rows: [Answer, string][] = [
    [(_, response, file) => void response.end(file), 'their server sends only whole files'],
    [(_, response) => void response.writeHead(401).end(), 'their index needs a password'],
    [(_, response) => void response.writeHead(403).end(), 'their index needs a password'],
    [(_, response) => void response.writeHead(416).end(), 'their server answers with the status 416'],
    [(_, response, file) => void response.writeHead(206).end(file), 'their server does not say which part of a file it sends'],
    [
      (_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end(Buffer.alloc(100_000)),
      'their server sends more than it was asked for',
    ],
    [request => void request.socket.destroy(), `${base.slice(7)} does not answer`],
  ]
  for (const [each, problem] of rows) {
    answer = each
    assert.is(await problemWith(`${base}/a.whl`), problem)
  }
  assert.is(await problemWith('http://127.0.0.1:1/a.whl'), '127.0.0.1:1 does not answer')
  assert.is(await problemWith('ftp://example.com/a.whl'), 'no wheel is read with ftp:')
})

test('an address with a password is not asked', async () => {
  const [, host] = base.split('//')
  assert.is(await problemWith(`http://bot:hunter2@${host}/a.whl`), 'their index needs a password')
  assert.is(await problemWith(`http://token@${host}/a.whl`), 'their index needs a password')
  assert.equal(asked, [])
})

test('files with the same content do not conflict, and all files of the same packages are one conflict', () => {
  const written = (texts: Record<string, Record<string, string>>) =>
    new Map(
      Object.entries(texts).map(([name, own]) => [
        name,
        new Map(Object.entries(own).map(([path, text]) => [path, new Set([text])])),
      ]),
    )
  const amd = written({
    b: { 'cv2/z.py': '1', 'cv2/a.py': '1', 'google/__init__.py': '0', 'tests/__init__.py': '1' },
    a: { 'cv2/z.py': '2', 'cv2/a.py': '2', 'google/__init__.py': '0', 'tests/__init__.py': '1' },
    c: { 'tests/__init__.py': '2', own: '1' },
  })
  const arm = written({ a: { 'cv2/arm.so': '1', 'cv2/z.py': '2' }, b: { 'cv2/arm.so': '2', 'cv2/z.py': '1' } })
  assert.equal(fileConflicts([amd, arm]), [
    { packages: ['a', 'b'], file: 'cv2/a.py', count: 3 },
    { packages: ['a', 'b', 'c'], file: 'tests/__init__.py', count: 1 },
  ])
  assert.equal(fileConflicts([]), [])
})

/** A Docker that knows a parent with a Python of its own. */
const DOCKER = `case "$*" in
"image inspect base:1") echo '[{"RepoDigests":[],"Os":"linux","Architecture":"amd64","Config":{}}]' ;;
run*) echo '{"command":"python","executable":"/usr/local/bin/python","version":"3.11","prefix":"/usr/local","site":"/usr/local/lib/python3.11/site-packages","scripts":"/usr/local/bin","installers":["pip"],"folders":{},"packages":{},"elsewhere":{}}' ;;
*) exit 1 ;;
esac`

/** A project whose uv answers with wheels of the server, and with `more` in its pylock.toml. */
function frozen(names: readonly string[], more = '', layers = 'independent'): TestProject {
  const project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: [fit]}]\npython: "3.11"\nresolve: locked\nlayers: ${layers}\n`,
    'train.yaml': `settings: {docker: {install_stack_requirements: false, parent_image: 'base:1', requirements: [${names.join(', ')}]}}\n`,
    list: names.map(name => `${name}==1.0 --hash=sha256:${'0'.repeat(64)}\n`).join(''),
    pylock: `${names
      .map(
        name =>
          `[[packages]]\nname = "${name}"\nwheels = [{ url = "${base}/${name}-1.0-py3-none-any.whl", size = ${files.get(`/${name}-1.0-py3-none-any.whl`)?.length ?? 9} }]\n`,
      )
      .join('')}${more}`,
  })
  project.program('docker', DOCKER)
  project.program('uv', 'cat >/dev/null; case "$*" in *pylock.toml*) cat "$ROOT/pylock" ;; *) cat "$ROOT/list" ;; esac')
  return project
}
const put = (name: string, contents: Readonly<Record<string, string>>) =>
  files.set(`/${name}-1.0-py3-none-any.whl`, wheel(contents))

async function freeze(project: TestProject, more: Readonly<Record<string, string>> = {}) {
  const ended = await project.run(freezeCommand, '--resolve --yes', undefined, more)
  const lock = JSON.parse(project.read('dockcompile.lock.json')) as LockFile
  return { ...ended, files: Object.values(lock.files ?? {})[0] }
}

test('freeze names packages that write the same file, and asks nothing about a list that is the same', async () => {
  put('cv', { 'cv2/__init__.py': 'gui', 'cv2/same.py': '' })
  put('cv-headless', { 'cv2/__init__.py': 'headless', 'cv2/same.py': '' })
  const project = frozen(['cv', 'cv-headless'])
  try {
    const first = await freeze(project)
    assert.is(first.code, 0, first.err)
    assert.match(first.err, 'reading which files 2 wheels of train write, in a few requests each\n')
    assert.match(first.err, '`cv` and `cv-headless` both write `site-packages/cv2/__init__.py`, and images get that of `cv`')
    const conflict = { packages: ['cv', 'cv-headless'], file: 'site-packages/cv2/__init__.py', count: 1 }
    assert.equal(first.files, { conflicts: [conflict], unread: [] })
    assert.is(asked.length, 2)
    const second = await freeze(project)
    assert.is(second.out, 'nothing changed\n')
    assert.equal(second.files, first.files)
    assert.is(asked.length, 2)
  } finally {
    project.remove()
  }
})

test('packages whose files nobody knows are named, and the lock file is written all the same', async () => {
  put('plain', { 'plain.py': '' })
  files.set('/damaged-1.0-py3-none-any.whl', Buffer.from('no archive'))
  const project = frozen(
    ['plain', 'damaged', 'gone'],
    `[[packages]]\nname = "built"\nsdist = { url = "${base}/built-1.0.tar.gz", size = 5 }\n[[packages]]\nname = "private"\nwheels = [{ url = "https://bot:hunter2@example.com/private-1.0-py3-none-any.whl" }]\n`,
  )
  try {
    const { code, err, files: known } = await freeze(project)
    assert.is(code, 0, err)
    assert.equal(known, { conflicts: [], unread: ['built', 'damaged', 'gone', 'private'] })
    assert.match(err, 'warning[DC4166]: the files of 4 packages of `train` are not known')
    assert.match(err, '`built`: no wheel fits, so that an image builds them')
    assert.match(err, '`damaged`: their wheels are not archives that can be read')
    assert.match(err, '`gone`: their server answers with the status 404')
    assert.match(err, '`private`: their index needs a password')
    assert.not.match(err, 'hunter2')
    assert.not.match(project.read('dockcompile.lock.json'), 'hunter2')
    assert.ok(asked.every(({ authorization }) => authorization === undefined))
  } finally {
    project.remove()
  }
})

test('a server that does not answer is not asked for each wheel, and none is asked with UV_OFFLINE', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `p${i}`)
  for (const name of names) put(name, { [`${name}.py`]: '' })
  answer = request => void request.socket.destroy()
  const project = frozen(names)
  try {
    const { code, err, files: known } = await freeze(project)
    assert.is(code, 0, err)
    assert.match(err, `\`p0\`, \`p1\`, \`p2\`, \`p3\`, \`p4\` and 35 others: ${base.slice(7)} does not answer`)
    assert.is(known!.unread!.length, 40)
    // Eight wheels are read at once, each at most twice, and engines ask again by themselves.
    assert.ok(asked.length < names.length, `${asked.length}`)
    asked = []
    const offline = await freeze(project, { UV_OFFLINE: '1' })
    assert.match(offline.err, '`UV_OFFLINE` is set')
    assert.equal(asked, [])
  } finally {
    project.remove()
  }
})

test('a lock file of an older version is kept, and freeze says what it lacks', async () => {
  put('a', { 'x.py': '1' })
  const project = frozen(['a'])
  try {
    await freeze(project)
    const { files: _, ...older } = JSON.parse(project.read('dockcompile.lock.json')) as LockFile
    project.put('dockcompile.lock.json', JSON.stringify(older))
    const { code, err } = await project.run(freezeCommand, '--yes')
    assert.is(code, 0, err)
    assert.match(err, 'the files of 1 package of `train` are not known')
    assert.match(err, 'run `dockcompile freeze --resolve`')
    const compiled = await project.run(compileCommand)
    assert.is(compiled.code, 0, compiled.err)
    assert.not.match(compiled.err, 'DC416')
    assert.equal((await freeze(project)).files, { conflicts: [], unread: [] })
  } finally {
    project.remove()
  }
})

test('no wheel is read for a list that is one layer', async () => {
  put('a', { 'x.py': '1' })
  const project = frozen(['a'], '', 'stacked')
  try {
    const { code, err, files: known } = await freeze(project)
    assert.is(code, 0, err)
    assert.is(known, undefined)
    assert.equal(asked, [])
  } finally {
    project.remove()
  }
})

test.run()
