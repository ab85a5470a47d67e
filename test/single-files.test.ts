/**
 * Files that commands write beside the output: what `--fix`, `freeze`, `--out` and baselines replace, and what `init` and `eject` make. Whatever happens at
 * any step, each is whole, old or new; the next run needs no help; and what is somebody else's stays.
 */
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFiles } from '../src/edge/create-files.ts'
import { replaceFile } from '../src/edge/replace-file.ts'
import { failing, Killed } from './failing-disk.ts'

let root = ''
test.before.each(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'single-')))
})
test.after.each(() => fs.rmSync(root, { recursive: true, force: true }))

const at = (path: string) => join(root, path)
const names = (): string[] => fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
const read = (path: string) => fs.readFileSync(at(path), 'utf8')

/** Runs something that is killed at its nth change; false: there is no such change any more. */
function killedAt(n: number, call: (disk: ReturnType<typeof failing>) => unknown): boolean {
  const disk = failing(n, 'kill')
  try {
    call(disk)
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return true
  }
  return false
}

test('a file is replaced, and keeps its rights', () => {
  fs.writeFileSync(at('a'), 'old')
  fs.chmodSync(at('a'), 0o640)
  assert.is(replaceFile(at('a'), 'new'), undefined)
  assert.is(read('a'), 'new')
  assert.is(fs.statSync(at('a')).mode & 0o777, 0o640)
  assert.is(replaceFile(at('b'), 'first'), undefined)
  assert.equal(names(), ['a', 'b'])
})

test('killed at any step, a file is old or new, and the next run leaves nothing of the killed one', () => {
  for (const before of ['old', undefined])
    for (let n = 0; ; n++) {
      fs.rmSync(at('a'), { force: true })
      if (before !== undefined) fs.writeFileSync(at('a'), before)
      fs.writeFileSync(at('.a.notes'), 'mine')
      if (!killedAt(n, disk => replaceFile(at('a'), 'new text', disk))) break
      const found = fs.existsSync(at('a')) ? read('a') : undefined
      assert.ok([before, 'new text'].includes(found), `step ${n}: ${found}`)
      assert.is(replaceFile(at('a'), 'newer text'), undefined)
      assert.is(read('a'), 'newer text')
      assert.equal(names(), ['.a.notes', 'a'], `step ${n}`)
    }
})

test('a full disk, and a folder that is read-only: the file stays as it was', () => {
  for (const how of ['ENOSPC', 'EACCES'] as const)
    for (let n = 0; ; n++) {
      fs.writeFileSync(at('a'), 'old')
      const disk = failing(n, how)
      const problem = replaceFile(at('a'), 'new', disk)
      if (disk.steps() <= n) break
      assert.is(problem, how === 'ENOSPC' ? 'the disk is full' : 'permission denied')
      assert.is(read('a'), 'old')
      assert.equal(names(), ['a'], `${how} at step ${n}`)
    }
})

test('a thing that is not a file of ours to replace stays', () => {
  fs.mkdirSync(at('folder'))
  fs.writeFileSync(at('target'), 'mine')
  fs.symlinkSync('target', at('link'))
  assert.is(replaceFile(at('folder'), 'x'), 'it is a folder')
  assert.is(replaceFile(at('link'), 'x'), 'it is a link')
  assert.is(replaceFile('/dev/null', 'x'), 'it is not a regular file')
  assert.is(replaceFile(at('no/such/folder'), 'x'), 'its folder does not exist')
  assert.is(replaceFile(at('target/below'), 'x'), 'a file is in the place of its folder')
  assert.is(read('target'), 'mine')
  assert.ok(fs.statSync('/dev/null').isCharacterDevice())
})

const SET = [
  { path: 'pipelines/one.yaml', text: 'one one one' },
  { path: 'pipelines/two.yaml', text: 'two two two' },
  { path: 'project.yaml', text: 'project project' },
]
const whole = () => SET.map(({ path }) => path).filter(path => fs.existsSync(at(path)))

test('files are made together, with their folders', () => {
  assert.is(createFiles(root, SET), undefined)
  assert.equal(names(), ['pipelines', 'pipelines/one.yaml', 'pipelines/two.yaml', 'project.yaml'])
  for (const { path, text } of SET) assert.is(read(path), text)
})

test('where one is there already, none is made', () => {
  for (const path of SET.map(file => file.path)) {
    fs.mkdirSync(at('pipelines'), { recursive: true })
    fs.symlinkSync('nowhere', at(path))
    assert.equal(createFiles(root, SET), { path, problem: 'it is there already' })
    assert.equal(whole(), [])
    assert.is(fs.readlinkSync(at(path)), 'nowhere')
    fs.rmSync(at(path))
  }
})

test('no file is made through a link that is in the place of a folder', () => {
  for (const outside of ['elsewhere', '/nowhere/at/all']) {
    fs.mkdirSync(at('elsewhere'), { recursive: true })
    fs.mkdirSync(at('project'))
    fs.symlinkSync(outside === 'elsewhere' ? at(outside) : outside, at('project/pipelines'))
    assert.equal(createFiles(at('project'), SET), { path: SET[0]!.path, problem: 'a file is in the place of its folder' })
    assert.equal(fs.readdirSync(at('elsewhere')), [])
    assert.equal(fs.readdirSync(at('project')), ['pipelines'])
    fs.rmSync(at('project'), { recursive: true })
  }
})

test('killed at any step, each file is whole or not there, the last comes last, and the rest can be made', () => {
  for (let n = 0; ; n++) {
    fs.rmSync(root, { recursive: true })
    fs.mkdirSync(root)
    if (!killedAt(n, disk => createFiles(root, SET, disk))) break
    const there = whole()
    for (const { path, text } of SET) if (there.includes(path)) assert.is(read(path), text, `step ${n}`)
    if (there.includes('project.yaml')) assert.is(there.length, SET.length)
    assert.is(
      createFiles(
        root,
        SET.filter(({ path }) => !there.includes(path)),
      ),
      undefined,
    )
    assert.is(whole().length, SET.length)
  }
})

test('a full disk, and a folder that is read-only: no file and no folder is left', () => {
  for (const how of ['ENOSPC', 'EACCES'] as const)
    for (let n = 0; ; n++) {
      fs.rmSync(root, { recursive: true })
      fs.mkdirSync(root)
      const disk = failing(n, how)
      const failed = createFiles(root, SET, disk)
      if (disk.steps() <= n) break
      assert.is(failed?.problem, how === 'ENOSPC' ? 'the disk is full' : 'permission denied')
      assert.equal(names(), [], `${how} at step ${n}`)
    }
})

test('processes that write one file at once leave one of their texts, whole', async () => {
  const writers = ['a', 'b', 'c', 'd'].map(letter => {
    const child = spawn(process.execPath, [process.argv[1]!], {
      env: { ...process.env, WRITER: letter, WRITER_FILE: at('file') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return new Promise<string>(resolve => {
      let said = ''
      child.stdout.on('data', data => {
        said += data
      })
      child.on('close', () => resolve(said))
    })
  })
  for (const said of await Promise.all(writers)) assert.is(said, '')
  assert.match(read('file'), /^(?:a+|b+|c+|d+)$/)
  assert.is(read('file').length, 200_000)
  assert.equal(names(), ['file'])
})

if (process.env.WRITER) {
  for (let i = 0; i < 40; i++) {
    const problem = replaceFile(process.env.WRITER_FILE!, process.env.WRITER.repeat(200_000))
    if (problem !== undefined) console.log(problem)
    const text = fs.readFileSync(process.env.WRITER_FILE!, 'utf8')
    if (!/^(?:a+|b+|c+|d+)$/.test(text) || text.length !== 200_000) console.log('a mixture')
  }
} else test.run()
