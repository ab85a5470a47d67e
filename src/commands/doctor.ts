import { grantingCall, rightsOf } from '../4-plan/rights.ts'
import { compareVersions } from '../basics/compare-versions.ts'
import { redactLine } from '../credentials/redact.ts'
import { toJson } from '../diagnostics/to-json.ts'
import { lastLines, type Ran, type RunOptions, run } from '../edge/run.ts'
import type { BuildPlan } from '../model/plan.ts'
import { inOutput } from '../paths/output-path.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Command } from './command.ts'
import { driverLimits } from './doctor/driver-limits.ts'
import { BUILDX, builderNeed, type Need } from './doctor/needs.ts'
import { missingPlatforms } from './doctor/platforms.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tellBeside } from './shared/messages.ts'
import { compileProject, type Project } from './shared/project.ts'

/** One answer of the doctor. */
interface Check {
  readonly name: string
  readonly ok: boolean
  /** What is there, or what is wrong. */
  readonly found: string
  readonly help: string | null
}

/** `dockcompile doctor [FILES…]`. */
export const doctorCommand: Command = {
  usage: '[FILES…]',
  about: `Says whether the Docker at hand can build this output: whether docker and buildx are there, whether the builder answers,
whether it and the Dockerfile frontend in it are new enough for what the files use, and whether bake reads them. Builds
nothing. Exit code 1 where something is missing or too old. With --quiet it says only what is wrong.`,
  flags: [...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile doctor'],
  failure: 'the input is wrong, or something is missing or too old',

  async run(call) {
    const project = compileProject(call, call.words)
    const { compilation, root } = project
    const diagnostics = toJson(compilation.diagnostics, project.textOf)
    if (!tellBeside(call, project, compilation.diagnostics)) {
      if (call.args.has('json')) printJson(call, { checks: [], diagnostics })
      return 1
    }
    const docker: Docker = (words, more) => {
      call.progress?.say(`docker ${words.slice(0, 2).join(' ')}`)
      return run({ trusted: 'docker', words }, { root, environment: call.environment, patience: 30_000, ...more })
    }
    const need = builderNeed(compilation.outputs)
    const checks: Check[] = []
    // Each asks for more than the one before: where that fails, the rest would say the same again.
    for (const look of [dockerCheck, buildxCheck]) if (checks.every(check => check.ok)) checks.push(await look(docker))
    if (checks.every(check => check.ok)) {
      const inspected = await docker(['buildx', 'inspect'])
      const builder = await builderCheck(docker, inspected, need, project)
      checks.push(
        builder,
        ...(await driverChecks(docker, inspected, project)),
        ...frontendCheck(builder, need),
        ...(await bakeChecks(docker, project)),
      )
    }
    if (call.args.has('json')) printJson(call, { checks, diagnostics })
    else
      call.terminal.out(
        checks
          .filter(check => !check.ok || !call.args.has('quiet'))
          .map(line)
          .join(''),
      )
    return checks.every(check => check.ok) ? 0 : 1
  },
}

type Docker = (words: readonly string[], more?: Pick<RunOptions, 'input' | 'variables'>) => Promise<Ran>

function line({ name, ok, found, help }: Check): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${name}: ${terminalText(redactLine(found))}\n${ok || help === null ? '' : `     help: ${terminalText(help)}\n`}`
}

/** The program, and the engine that it speaks to. A builder elsewhere needs no engine here, so that is not a failure. */
async function dockerCheck(docker: Docker): Promise<Check> {
  const { stdout, stderr, problem } = await docker(['version', '--format', '{{.Client.Version}} {{.Server.Version}}'])
  const [client, engine] = stdout.trim().split(/\s+/)
  const help = 'install Docker: https://docs.docker.com/get-started/get-docker/; compiling needs none, building does'
  if (!client) return { name: 'docker', ok: false, found: lastLines(stderr, 1)[0] ?? problem ?? 'it says no version', help }
  const found = engine && problem === undefined ? `${client}, engine ${engine}` : `${client}, and no engine answers`
  return { name: 'docker', ok: true, found, help: null }
}

async function buildxCheck(docker: Docker): Promise<Check> {
  const { stdout, stderr, problem } = await docker(['buildx', 'version'])
  const version = versionIn(stdout)
  const help = 'install Docker with the buildx plugin: https://docs.docker.com/build/install-buildx/'
  if (problem !== undefined) return { name: 'buildx', ok: false, found: lastLines(stderr, 1)[0] ?? problem, help }
  if (version === undefined) return { name: 'buildx', ok: true, found: 'a version of its own', help: null }
  const ok = compareVersions(version, BUILDX) >= 0
  return { name: 'buildx', ok, found: `${version}${ok ? '' : `, and the bake files need ${BUILDX}`}`, help }
}

/** The builder that a plain `docker buildx bake` would take, by what `docker buildx inspect` says of it. */
async function builderCheck(
  docker: Docker,
  { stdout, stderr, problem }: Ran,
  need: Need | undefined,
  { compilation }: Project,
): Promise<Check> {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(stdout)?.[1]?.trim()
  const name = `builder ${field('Name') ?? ''}`.trim()
  const start = 'start it (`docker buildx inspect --bootstrap`), or choose another one with `docker buildx use`'
  const error = problem === undefined ? field('Error') : (lastLines(stderr, 1)[0] ?? problem)
  if (error !== undefined) return { name, ok: false, found: error, help: start }
  const driver = field('Driver') ?? 'unknown driver'
  const missing = missingPlatforms(stdout, compilation.plans)
  if (missing.length > 0) {
    const help =
      'let it run their programs (https://docs.docker.com/build/building/multi-platform/#qemu), or take a builder that has them'
    return { name, ok: false, found: `builds nothing for ${missing.join(', ')}`, help }
  }
  const versions = [...stdout.matchAll(/^BuildKit(?: version)?:\s*(\S+)/gm)].flatMap(([, v]) => versionIn(v!) ?? [])
  const known = versions.filter(v => compareVersions(v, '0.0.0') > 0).sort(compareVersions)
  // A Docker Engine may not say which BuildKit it has inside.
  const engine =
    known.length === 0 && driver === 'docker'
      ? versionIn((await docker(['version', '--format', '{{.Server.Version}}'])).stdout)
      : undefined
  const version = known[0] ?? engine
  const program = known[0] === undefined && engine !== undefined ? 'Docker Engine' : 'BuildKit'
  if (version === undefined) return { name, ok: true, found: `${driver}, not running yet`, help: null }
  const least = need && (program === 'BuildKit' ? need.buildkit : need.engine)
  const ok = least === undefined || compareVersions(version, least) >= 0
  const found = `${program} ${version} (${driver})${ok ? '' : `, and ${need!.what} need ${least}`}`
  return {
    name,
    ok,
    found,
    help: `update it, or make a new one: \`docker buildx create --use\` (BuildKit ${need?.buildkit ?? ''})`,
  }
}

/** What the builder's driver refuses of the bake file. */
async function driverChecks(docker: Docker, { stdout }: Ran, { compilation }: Project): Promise<Check[]> {
  const limits = driverLimits(compilation.plans)
  if (limits.length === 0 || !/^Driver:\s*docker$/m.test(stdout)) return []
  const store = await docker(['info', '--format', '{{json .DriverStatus}}'])
  if (store.problem !== undefined || store.stdout.includes('containerd.snapshotter')) return []
  return limits.map(limit => ({ name: 'driver', ok: false, ...limit }))
}

/** What reads Dockerfiles is a part of the builder, as long as no file names another one (`# syntax=`). None of ours does. */
function frontendCheck(builder: Check, need: Need | undefined): Check[] {
  if (!builder.ok || need === undefined) return []
  return [{ name: 'frontend', ok: true, found: `the builder's own, new enough for ${need.what}`, help: null }]
}

/** Lets bake read each file, as it reads it before a build. */
async function bakeChecks(docker: Docker, { compilation }: Project): Promise<Check[]> {
  const checks: Check[] = []
  for (const [i, output] of compilation.outputs.entries()) {
    const path = inOutput(output, 'docker-bake.json')
    const text = output.files.find(file => file.path === path)?.text
    if (text === undefined) continue
    const variables = valuesOf(compilation.plans[i]!)
    const { stderr, problem } = await docker(['buildx', 'bake', '-f', '-', '--print'], { input: text, variables })
    const found = problem === undefined ? 'bake reads it' : (lastLines(stderr, 1)[0] ?? problem)
    checks.push({ name: path, ok: problem === undefined, found, help: 'update buildx; if it is the newest, please report this' })
    checks.push(...rightsCheck(compilation.plans[i]!, path))
  }
  return checks
}

/** Bake asks for values when it reads a file; which ones does not matter. What Docker reads itself stays as it is, whoever names it in a file. */
function valuesOf({ variables }: BuildPlan): Record<string, string> {
  const names = variables.map(({ name }) => name).filter(name => !/^(?:DOCKER|BUILDX|BUILDKIT|COMPOSE|LD|DYLD|GO)/i.test(name))
  return Object.fromEntries(names.map(name => [name, 'x']))
}

/** What its builds ask for beyond the project, and the call that grants it: to be given by somebody who has looked. */
function rightsCheck(plan: BuildPlan, path: string): Check[] {
  const grants = new Set(plan.images.flatMap(image => rightsOf(image, plan.dialect).map(right => right.grants)))
  if (grants.size === 0) return []
  const found = `the build may ${[...grants].join(', ')} with \`${grantingCall(plan.images, plan)}\``
  return [{ name: `rights of ${path}`, ok: true, found, help: null }]
}

const versionIn = (text: string): string | undefined => /\bv?(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1]
