/** `python -m dockcompile`: which program it starts. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from './skip.ts'

let root = ''
test.before.each(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'python-package-')))
  cpSync('python/src/dockcompile', join(root, 'site/dockcompile'), { recursive: true })
  for (const name of ['bin/dockcompile', 'dockcompile']) program(`checkout/${name}`, `touch '${root}/ran'`)
  writeFileSync(join(root, 'checkout/sysconfig.py'), `open(${JSON.stringify(join(root, 'ran'))}, 'w')\n`)
})
test.after.each(() => rmSync(root, { recursive: true, force: true }))

function program(path: string, script: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), `#!/bin/sh\n${script}\n`)
  chmodSync(join(root, path), 0o755)
}

const run = (path: string) =>
  spawnSync('python3', ['-m', 'dockcompile', 'check', 'a b'], {
    cwd: join(root, 'checkout'),
    encoding: 'utf8',
    env: { PATH: `.:${join(root, 'checkout')}:${process.env.PATH}`, PYTHONPATH: path },
  })

if (spawnSync('python3', ['--version']).status !== 0 || process.platform === 'win32')
  skip(test, 'the program of the package', 'no python3 is here')
else {
  test('is the one beside the package, not one of the current folder or of PATH', () => {
    program('site/bin/dockcompile', 'printf "%s\\n" "$@"; exit 3')
    for (const path of [join(root, 'site'), `:${join(root, 'site')}`, `.:${join(root, 'site')}`]) {
      const { status, stdout, stderr } = run(path)
      assert.is(status, 3, stderr)
      assert.is(stdout, 'check\na b\n')
      assert.not.ok(existsSync(join(root, 'ran')))
    }
  })

  test('is missing where only others are', () => {
    const { status, stderr } = run(join(root, 'site'))
    assert.is(status, 1)
    assert.match(stderr, 'the program of the package dockcompile is missing')
    assert.not.ok(existsSync(join(root, 'ran')))
  })
}

test('the package that pre-commit installs asks for the wheel of this version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  assert.match(readFileSync('pyproject.toml', 'utf8'), `dependencies = ["dockcompile==${version}"]`)
})

test.run()
