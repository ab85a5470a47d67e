/** The files for Renovate and Dependabot: what they find, what they leave alone, and what their workflow may do. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { programsIn } from './docs/shell.ts'

const FOLDER = 'examples/bots'
const read = (path: string) => readFileSync(join(FOLDER, path), 'utf8')
const renovate = JSON.parse(read('renovate.json')) as {
  ignorePaths: string[]
  customManagers: { managerFilePatterns: string[]; matchStrings: string[]; datasourceTemplate: string }[]
}

interface Job {
  readonly permissions: Readonly<Record<string, string>>
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[]
}
const workflow = parse(read('.github/workflows/regenerate.yaml')) as {
  on: Record<string, unknown>
  permissions: object
  jobs: Record<'compile' | 'push', Job>
}

/** What Renovate finds in a file: image or package, version and digest. */
function found(path: string, text: string): string[] {
  return renovate.customManagers
    .filter(({ managerFilePatterns }) => picomatch.isMatch(path, managerFilePatterns, { dot: true }))
    .flatMap(({ matchStrings, datasourceTemplate }) =>
      matchStrings.flatMap(pattern =>
        [...text.matchAll(new RegExp(pattern, 'g'))].map(({ groups }) =>
          [datasourceTemplate, groups!.depName, groups!.currentValue, groups!.currentDigest].filter(Boolean).join(' '),
        ),
      ),
    )
}

test('Renovate finds parents and pins in YAML', () => {
  const digest = `sha256:${'0'.repeat(64)}`
  const text = `settings:
  docker:
    parent_image: pytorch/pytorch:2.2.0-cuda11.8-cudnn8-runtime
    requirements: [numpy==2.2.6, "pandas[excel]==2.3.3", scipy>=1.15]
    apt_packages: [libgomp1=12.2.0-14]
steps:
  train: {settings: {docker: {parent_image: "localhost:5000/team/base:1.2@${digest}"}}}
  score:
    settings:
      docker:
        requirements:
          - xgboost==3.0.0.post1
          - 'lightgbm==4.6.0'
`
  assert.equal(found('pipelines/training.yaml', text), [
    'docker pytorch/pytorch 2.2.0-cuda11.8-cudnn8-runtime',
    `docker localhost:5000/team/base 1.2 ${digest}`,
    'pypi numpy 2.2.6',
    'pypi pandas 2.3.3',
    'pypi xgboost 3.0.0.post1',
    'pypi lightgbm 4.6.0',
  ])
})

test('Renovate finds them in Python, and takes no comparison for a pin', () => {
  const text = `PINS = ["scikit-learn==1.7.2", 'shap[plots]==0.48.0 ; python_version < "3.12"']
if n == 3 or m==3 or "a" == "b":
    settings = DockerSettings(parent_image="python:3.11-slim", requirements=PINS)
`
  assert.equal(found('shop/pipelines.py', text), ['docker python 3.11-slim', 'pypi scikit-learn 1.7.2', 'pypi shap 0.48.0'])
})

test('both bots ignore each file that dockcompile writes', () => {
  const files = readdirSync('examples/quickstart/build', { recursive: true, encoding: 'utf8' }).map(name => `build/${name}`)
  const { updates } = parse(read('.github/dependabot.yml')) as { updates: { 'exclude-paths': string[] }[] }
  for (const ignored of [renovate.ignorePaths, updates[0]!['exclude-paths']])
    assert.equal(
      files.filter(path => !picomatch.isMatch(path, ignored)),
      [],
    )
})

test('the job that reads the branch has no secret and cannot write; the one that writes runs nothing of the branch', () => {
  assert.equal(Object.keys(workflow.on), ['push'])
  assert.equal(workflow.permissions, {})
  const { compile, push } = workflow.jobs
  assert.equal(compile.permissions, { contents: 'read' })
  assert.not.match(JSON.stringify(compile), /secrets\.|github\.token|--yes/)
  const checkout = compile.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))
  assert.is(checkout!.with!['persist-credentials'], false)
  // An expression in a script would be text that whoever names a branch can write.
  for (const { run } of [...compile.steps, ...push.steps]) assert.not.match(run ?? '', /\$\{\{/)
  const scripts = push.steps.flatMap(({ run }) => run ?? [])
  assert.is(scripts.length, 1)
  assert.not.match(scripts[0]!, /dockcompile(?!\.lock)|python|npm|make|bash/)
})

let root = ''
test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'bots-'))
})
test.after.each(() => rmSync(root, { recursive: true, force: true }))

/** Runs a script as a step of a workflow, in a folder. */
function step(script: string, folder: string) {
  const env = {
    PATH: `${programsIn(join(root, 'bin'))}:${process.env.PATH}`,
    HOME: root,
    RUNNER_TEMP: root,
    GITHUB_OUTPUT: join(root, 'output'),
    GIT_CONFIG_NOSYSTEM: '1',
  }
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { status, text: stdout + stderr }
}

/** A repository with the quickstart, whose branch a bot changed, and two checkouts of it. */
function branch(change: (folder: string) => void) {
  const [first, second] = ['first', 'second'].map(name => join(root, name)) as [string, string]
  cpSync('examples/quickstart', first, { recursive: true })
  const commit = "git add --all && git -c user.name=a -c user.email=a@example.com commit --quiet --message 'm'"
  const setUp = step(`git init --quiet --initial-branch main && ${commit} && git clone --quiet --bare . ../origin`, first)
  assert.is(setUp.status, 0, setUp.text)
  rmSync(first, { recursive: true })
  const cloned = step('git clone --quiet origin first && git -C first checkout --quiet -b renovate/pandas', root)
  assert.is(cloned.status, 0, cloned.text)
  change(first)
  const pushed = step(`${commit} && git push --quiet -u origin renovate/pandas`, first)
  assert.is(pushed.status, 0, pushed.text)
  const again = step('git clone --quiet --branch renovate/pandas origin second', root)
  assert.is(again.status, 0, again.text)
  writeFileSync(join(root, 'output'), '')
  return { first, second }
}

const compileScript = workflow.jobs.compile.steps.find(({ run }) => run?.includes('git add'))!.run!
const pushScript = workflow.jobs.push.steps.find(({ run }) => run !== undefined)!.run!

test('the workflow compiles on the branch, and pushes what changed, once', () => {
  const { first, second } = branch(folder => {
    const path = join(folder, 'requirements.txt')
    writeFileSync(path, readFileSync(path, 'utf8').replace('pandas==2.3.3', 'pandas==2.3.4'))
  })
  const compiled = step(compileScript, first)
  assert.is(compiled.status, 0, compiled.text)
  assert.is(readFileSync(join(root, 'output'), 'utf8'), 'changed=yes\n')
  const pushed = step(pushScript, second)
  assert.is(pushed.status, 0, pushed.text)
  const seen = step('git -C origin show --format=%an%n%s --name-only renovate/pandas', root).text
  assert.is(
    seen,
    'github-actions[bot]\nCompile again [dependabot skip]\n\nbuild/docker-bake.json\nbuild/images/training/Dockerfile\nbuild/manifest.json\n',
  )
  writeFileSync(join(root, 'output'), '')
  assert.is(step('git clone --quiet --branch renovate/pandas origin third', root).status, 0)
  assert.is(step(compileScript, join(root, 'third')).status, 0)
  assert.is(readFileSync(join(root, 'output'), 'utf8'), '')
})

test('changes outside of the output are not pushed', () => {
  const { second } = branch(folder => writeFileSync(join(folder, 'requirements.txt'), 'pandas==2.3.4\n'))
  mkdirSync(join(root, 'other'))
  const other = 'diff --git a/run.py b/run.py\n--- a/run.py\n+++ b/run.py\n@@ -0,0 +1 @@\n+import evil\n'
  writeFileSync(join(root, 'regenerated.patch'), other)
  const { status } = step(pushScript, second)
  assert.is.not(status, 0)
  assert.is(step('git -C origin log --format=%s renovate/pandas', root).text, 'm\nm\n')
})

test.run()
