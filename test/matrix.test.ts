/** `matrix`: jobs for GitHub Actions, batched and shared out. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { matrixCommand } from '../src/commands/matrix.ts'
import { STACK, TestProject } from './golden/project.ts'

interface Job {
  target: string
  tags: string[]
  platforms: string[]
  file: string
}

let project: TestProject
test.after.each(() => project.remove())

/** A pipeline with so many images. */
function start(images: number): void {
  const steps = Array.from({ length: images }, (_, i) => `s${i}`)
  const settings = steps.map((step, i) => `  ${step}: {settings: {docker: {requirements: [a==${i}]}}}\n`)
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: [${steps}]}]\npython: "3.11"\n`,
    'train.yaml': `steps:\n${settings.join('')}`,
  })
}

async function jobs(line = ''): Promise<Job[]> {
  const { code, out, err } = await project.run(matrixCommand, line)
  assert.is(code, 0, err)
  assert.is(out.split('\n').length, 2, 'one line, as $GITHUB_OUTPUT takes it')
  return (JSON.parse(out) as { include: Job[] }).include
}

test('a job per target', async () => {
  start(3)
  const all = await jobs()
  assert.equal(
    all.map(job => job.target),
    ['train-s0', 'train-s1', 'train-s2'],
  )
  assert.equal(all[0], {
    target: 'train-s0',
    tags: ['registry.example.com/zenml:train-s0-orchestrator'],
    platforms: [],
    file: 'build/docker-bake.json',
  })
})

test('shares are disjoint, complete and equal but for one', async () => {
  start(5)
  const shares = await Promise.all([1, 2, 3].map(k => jobs(`--share ${k}/3`)))
  assert.equal(
    shares.map(share => share.length),
    [1, 2, 2],
  )
  assert.is(new Set(shares.flat().map(job => job.target)).size, 5)
  assert.equal(
    (await jobs('--batch 2')).map(job => job.target.split(' ').length),
    [2, 2, 1],
  )
  assert.is((await jobs('--share 2/2 --batch 9')).length, 1)
})

test('never more than 256 jobs', async () => {
  start(300)
  const all = await jobs()
  assert.is(all.length, 150)
  assert.is(all.flatMap(job => job.target.split(' ')).length, 300)
  await refused('--batch 1', '`--batch 2` fits')
})

test('nothing to build, and calls that make no sense', async () => {
  start(1)
  for (const line of ['--share 0/2', '--share 3/2', '--share x', '--batch 0', '--batch x']) await refused(line, line)
  project.put('stack.yaml', STACK.replace('flavor: kubernetes', 'flavor: local'))
  assert.equal(await jobs(), [])
})

async function refused(line: string, message: string): Promise<void> {
  try {
    await project.run(matrixCommand, line)
  } catch (error) {
    return assert.match((error as Error).message, message)
  }
  assert.unreachable(line)
}

test.run()
