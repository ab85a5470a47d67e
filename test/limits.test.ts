/**
 * Inputs that are far too large, through the program as it is shipped: each ends with one message that names the limit, or with an answer, within
 * seconds of computing and some hundred megabytes. The bounds are for a busy machine; a quiet one takes
 * less than a third.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { STACK } from './golden/project.ts'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'limits-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const PROJECT = join(folder, 'dockcompile.config.yaml')

interface Large {
  readonly pipeline: () => string
  /** Of a requirements file, `packages.txt`. */
  readonly packages?: () => string
  /** The project file; absent: there is none. */
  readonly project?: () => string
  /** What the message says; absent: the file is compiled. */
  readonly says?: RegExp
  /** Seconds of computing, beside the start of the program. */
  readonly seconds: number
}

const repeat = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('')
const nine = (name: string) => Array(9).fill(name).join(', ')
const docker = (text: string) => `settings: {docker: {${text}}}\n`
/** An error in time. */
const ERROR = 8

const CASES: Readonly<Record<string, Large>> = {
  '100 MB': { pipeline: () => `# ${'x'.repeat(100_000_000)}\n`, says: /is larger than 10 MB/, seconds: 1 },
  '9 MB in one comment': { pipeline: () => `# ${'x'.repeat(9_000_000)}\n`, seconds: 1 },
  'a message for each of 5,000 keys': { pipeline: () => docker(repeat(5000, i => `k${i}: 1, `)), seconds: 6 },
  '60,000 keys': { pipeline: () => `extra:\n${repeat(60_000, i => `  k${i}: ${i}\n`)}`, seconds: 6 },
  'a million keys': { pipeline: () => `extra: {${repeat(1_000_000, i => `${i},`)}}`, says: /1,000,000 words/, seconds: ERROR },
  'nine million brackets': { pipeline: () => `extra: ${'['.repeat(9_000_000)}`, says: /200 levels/, seconds: ERROR },
  'three million pairs of brackets': {
    pipeline: () => `extra: [${'[],'.repeat(3_000_000)}]`,
    says: /1,000,000 words/,
    seconds: ERROR,
  },
  'mappings in mappings': { pipeline: () => `extra: ${'{a: '.repeat(2_000_000)}`, says: /200 levels/, seconds: ERROR },
  'a billion laughs': {
    pipeline: () => `extra:\n  a0: &a0 [${nine('ha')}]\n${repeat(12, i => `  a${i + 1}: &a${i + 1} [${nine(`*a${i}`)}]\n`)}`,
    says: /10,000 aliases|100,000 values/,
    seconds: 1,
  },
  'a billion laughs by merge keys': {
    pipeline: () =>
      `extra:\n  a0: &a0 {${repeat(100, i => `k${i}: 1, `)}}\n${repeat(12, i => `  a${i + 1}: &a${i + 1} {x${i}: 1, <<: [${nine(`*a${i}`)}]}\n`)}`,
    says: /100,000 values/,
    seconds: 1,
  },
  'a long text meant by many aliases': {
    pipeline: () => `extra: &a ${'x'.repeat(1_000_000)}\n${docker(`environment: {${repeat(5000, i => `A${i}: *a , `)}}`)}`,
    says: /10,000,000 characters/,
    seconds: ERROR,
  },
  'a variable filled in a million times': {
    pipeline: () => `run_name: ${'${V}'.repeat(1_000_000)}\n`,
    says: /the variables of this file stand for too much text; the limit is 10,000,000 characters/,
    seconds: ERROR,
  },
  '20,000 steps': { pipeline: () => `steps:\n${repeat(20_000, i => `  s${i}: {parameters: {n: ${i}}}\n`)}`, seconds: 10 },
  '20,001 steps': {
    pipeline: () => `steps:\n${repeat(20_001, i => `  s${i}: {parameters: {n: ${i}}}\n`)}`,
    says: /too many steps; the limit is 20,000/,
    seconds: ERROR,
  },
  'a requirements file of 9 MB': {
    pipeline: () => docker('requirements: packages.txt'),
    packages: () => repeat(700_000, i => `p${i}==1\n`),
    says: /has more than 100,000 lines/,
    seconds: 2,
  },
  '20,000 requirements': {
    pipeline: () => docker(`requirements: [${repeat(20_000, i => `p${i}==1, `)}]`),
    seconds: 6,
  },
  '10,001 pipelines': {
    pipeline: () => 'steps: {a: {}}\n',
    project: () => `stack: stack.yaml\npipelines: [${repeat(10_001, i => `p${i}.yaml, `)}]\n`,
    says: /too many pipelines; the limit is 10,000/,
    seconds: 2,
  },
  ...Object.fromEntries(
    (
      [
        ['a range in braces', '{1..1000000}.yaml', /too many alternatives; the limit is 1,000/],
        ['a range in a group', '{a,{1..9999999999999999}}.yaml', /too many alternatives/],
        ['two ranges', '{1..999}{1..999}.yaml', /too many alternatives/],
        ['forty pairs of braces', `${'{a,b}'.repeat(40)}.yaml`, /too many alternatives/],
        ['braces in braces', `${'{a,'.repeat(200)}b${'}'.repeat(200)}`, undefined],
        ['a pattern of 1 MB', `*${'a'.repeat(1_000_000)}`, /too long; the limit is 1,000 characters/],
        ['many stars', `${'*a'.repeat(20)}b`, /too many stars in one name; the limit is 3/],
        ['many stars, in one of two alternatives', `{x,${'*a'.repeat(20)}}b`, /too many stars/],
        ['a star in a group that repeats', '*(a*)b', /too many stars/],
        ['a group in a group', '+(+(a))b', /too many stars/],
        ['many groups', '+([a])+([a])+([a])+([a])b', /too many stars/],
        ['many folders', `${'**/'.repeat(7)}*.yaml`, /too many `\*\*`; the limit is 6/],
      ] as const
    ).map(([what, pattern, says]): [string, Large] => [
      `a glob with ${what}`,
      {
        pipeline: () => 'steps: {a: {}}\n',
        project: () => `stack: stack.yaml\npipelines: [train.yaml, "${pattern}"]\n`,
        says: says ?? /no file matches/,
        seconds: 1,
      },
    ]),
  ),
  '10,001 images': {
    pipeline: () => `steps:\n${repeat(10_001, i => `  s${i}: {settings: {docker: {environment: {A: "${i}"}}}}\n`)}`,
    says: /too many different images; the limit is 10,000/,
    seconds: 15,
  },
  'a list of 20,000 requirements for 100 images': {
    pipeline: () =>
      `${docker(`requirements: [${repeat(20_000, i => `p${i}==1, `)}]`)}steps:\n${repeat(100, i => `  s${i}: {settings: {docker: {environment: {A: "${i}"}}}}\n`)}`,
    says: /the requirement lists of all images together have too many lines; the limit is 1,000,000/,
    seconds: 15,
  },
  'an environment of 1 MB for 200 images': {
    pipeline: () =>
      `${docker(`environment: {B: "${'x'.repeat(1_000_000)}"}`)}steps:\n${repeat(200, i => `  s${i}: {settings: {docker: {environment: {A: "${i}"}}}}\n`)}`,
    says: /the files of all images together have too much text; the limit is 100,000,000 characters/,
    seconds: 10,
  },
  'a text of 1 MB in one line': {
    pipeline: () => docker(`environment: {A: "${'x '.repeat(500_000)}"}, requirements: ["${'a'.repeat(1_000_000)}"]`),
    seconds: 4,
  },
}

for (const [name, { pipeline, packages, project, says, seconds }] of Object.entries(CASES)) {
  test(name, () => {
    if (packages) writeFileSync(join(folder, 'packages.txt'), packages())
    rmSync(PROJECT, { force: true })
    if (project) writeFileSync(PROJECT, project())
    const { code, said, computed, megabytes } = check(pipeline(), project ? [] : ['train.yaml'])
    if (says) assert.match(said, says)
    assert.is(code, says ? 1 : 0, said.slice(0, 2000))
    assert.ok(said.length < 100_000, `${said.length} characters of messages`)
    assert.not.match(said, /internal error|^ +at /m)
    assert.ok(computed < seconds + 0.5, `it took ${computed.toFixed(1)} s`)
    assert.ok(megabytes < 700, `it took ${megabytes.toFixed()} MB`)
  })
}

/** Tells what a process took, when it ends. */
const METER = `process.on('exit', () => process.stderr.write('METER' + JSON.stringify(process.resourceUsage())))\n`

/** `--plan` compiles and writes nothing. */
function check(text: string, named: readonly string[]) {
  writeFileSync(join(folder, 'stack.yaml'), STACK)
  writeFileSync(join(folder, 'train.yaml'), text)
  const meter = join(folder, 'meter.mjs')
  writeFileSync(meter, METER)
  const args = [
    ...FIRST_ARGUMENTS,
    '--plan',
    '--stack',
    'stack.yaml',
    '--python',
    '3.11',
    '--var',
    `V=${'x'.repeat(1000)}`,
    ...named,
  ]
  const { status, stderr } = spawnSync(PROGRAM, args, {
    // The first is for Node, the second for the standalone program.
    env: { ...process.env, NODE_OPTIONS: `--import ${pathToFileURL(meter)}`, BUN_OPTIONS: `--preload ${meter}` },
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said = '', usage] = stderr.split('METER')
  assert.ok(usage, `it did not end: ${said.slice(0, 2000)}`)
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage
  return { code: status, said, computed: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }
}

test.run()
