/** The recipe for GitLab in docs/how-to/ci.md, run line by line as a runner does. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { programsIn } from './docs/shell.ts'
import { skip } from './skip.ts'

interface Job {
  readonly variables: Readonly<Record<string, string>>
  readonly script: readonly string[]
  readonly artifacts: {
    readonly when: string
    readonly reports: { readonly codequality: string }
    readonly paths: readonly string[]
  }
}

const [, recipe] = /^```yaml title="\.gitlab-ci\.yml"\n(.*?)^```/ms.exec(readFileSync('docs/how-to/ci.md', 'utf8'))!
const { dockcompile: job } = parse(recipe!) as { dockcompile: Job }

let base = ''
test.before.each(() => {
  base = mkdtempSync(join(tmpdir(), 'gitlab-'))
  cpSync('examples/quickstart', join(base, 'project/ml'), { recursive: true })
})
test.after.each(() => rmSync(base, { recursive: true, force: true }))

/** Runs the script of the job; its Python installs nothing, because dockcompile is there. */
function run() {
  const programs = programsIn(join(base, 'bin'))
  writeFileSync(join(programs, 'python3'), `#!/bin/sh\npwd >'${base}/installed-in'\n`)
  chmodSync(join(programs, 'python3'), 0o755)
  const project = join(base, 'project')
  const env = {
    ...job.variables,
    FOLDER: 'ml',
    PATH: `${programs}:${process.env.PATH}`,
    HOME: base,
    CI: 'true',
    GITLAB_CI: 'true',
    CI_PROJECT_DIR: project,
  }
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', job.script.join('\n')], { cwd: project, env, encoding: 'utf8' })
  assert.ok(existsSync(join(project, job.artifacts.reports.codequality)), stdout + stderr)
  const findings = JSON.parse(readFileSync(join(project, job.artifacts.reports.codequality), 'utf8')) as {
    check_name: string
    location: { path: string; lines: { begin: number } }
  }[]
  return { status, said: stdout + stderr, findings, project }
}

const tests: [name: string, body: () => void][] = [
  [
    'the recipe keeps its report and its page also where the check fails, and installs outside of the checkout',
    () => {
      assert.is(job.artifacts.when, 'always')
      const right = run()
      assert.is(right.status, 0, right.said)
      assert.match(right.said, 'up to date')
      assert.not.ok(right.findings.some(({ check_name }) => check_name === 'DC6008'))
      for (const path of job.artifacts.paths) assert.ok(existsSync(join(right.project, path)), path)
      assert.not.ok(readFileSync(join(base, 'installed-in'), 'utf8').startsWith(right.project))
    },
  ],
  [
    'an output that is out of date fails, with the diff in the log and one finding at the input',
    () => {
      const list = join(base, 'project/ml/requirements-train.txt')
      writeFileSync(list, readFileSync(list, 'utf8').replace('scipy==1.15.3', 'scipy==1.15.4'))
      // The root of the checkout is that of the repository.
      spawnSync('git', ['init', '--quiet', join(base, 'project')])
      const { status, said, findings } = run()
      assert.is(status, 1)
      assert.match(said, '+scipy==1.15.4')
      assert.match(said, '3 files differ: check out this branch, run `dockcompile` in `ml`, and commit what it writes')
      const outdated = findings.filter(({ check_name }) => check_name === 'DC6008')
      assert.equal(
        outdated.map(({ location }) => `${location.path}:${location.lines.begin}`),
        ['ml/requirements-train.txt:5'],
      )
    },
  ],
]

for (const [name, body] of tests) {
  if (process.platform === 'win32') skip(test, name, 'no sh is here')
  else test(name, body)
}

test.run()
