import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from '../program.ts'

const MAX = { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 } as const

export const ZENML = 'zenmldocker/zenml:0.98.0-py3.11'
export const SLIM = 'python:3.11-slim'
export const DEBIAN = 'debian-python:bookworm'
export const NONROOT = 'nonroot-python:3.11'
export const CONDA = 'condaforge/miniforge3:latest'

/** Every build, instead of the choice that each run of CI makes (`npm run test:all`). */
export const ALL = Boolean(process.env.ALL_BUILDS)

/** Why nothing can be built here; undefined when all is there. */
export function missing(...images: string[]): string | undefined {
  if (!succeeds('docker', ['version', '--format', '{{.Server.Version}}'])) return 'no Docker daemon answers'
  if (!succeeds('docker', ['buildx', 'version'])) return 'docker has no buildx here'
  const image = images.find(name => !succeeds('docker', ['image', 'inspect', name]))
  return image && `the parent image ${image} is not on this machine`
}

/** Whether a program ends well. */
export function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

export interface Ended {
  readonly code: number | null
  /** Standard output and standard error. */
  readonly log: string
}

/** A project in a folder of its own, with a stack whose images nobody else makes. */
export interface TestProject {
  readonly root: string
  /** Where its images are named: `<registry>/zenml:<pipeline>-orchestrator`. */
  readonly registry: string
  write(files: Readonly<Record<string, string>>): void
  read(path: string): string
  /** A command line of dockcompile. */
  dockcompile(...words: string[]): Ended & { readonly out: string }
  /** Compiles; anything but exit code 0 is a failure of the test. */
  compile(...words: string[]): void
  /** `docker buildx bake` with the project's bake file, results loaded; the plain log. */
  bake(words?: readonly string[], environment?: Readonly<Record<string, string>>): Ended
  /** Runs any program in the project's folder. */
  call(command: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Ended
  /** Removes the folder and the images. */
  remove(): void
}

let projects = 0

export interface Pipelines {
  /** Pipeline → settings.docker, or its whole file. */
  readonly [name: string]: {
    readonly docker?: object
    readonly steps?: Readonly<Record<string, object>>
    readonly build?: object
    readonly stepNames?: readonly string[]
  }
}

/**
 * A project with these pipelines (written as JSON, which YAML reads), one package of code in `src/`, and a stack without packages of its own.
 *
 * @param project further keys of the project file
 * @param components further components of the stack, by type
 */
export function testProject(pipelines: Pipelines, project: object = {}, components: Components = {}): TestProject {
  const root = mkdtempSync(join(tmpdir(), 'dockcompile-build-'))
  const registry = `dockcompile.test/p${process.pid}-${projects++}`
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  }
  const run = (command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const done = spawnSync(command, args, { cwd: root, env: { ...process.env, ...environment }, ...MAX })
    return { code: done.status, log: `${done.stdout}${done.stderr}`, out: done.stdout }
  }
  write({
    'stack.yaml': stack(registry, components),
    ...files(pipelines),
    'dockcompile.config.yaml': json({
      stack: 'stack.yaml',
      pipelines: Object.entries(pipelines).map(([name, { steps, stepNames }]) => ({
        file: `pipelines/${name}.yaml`,
        steps: stepNames ?? Object.keys(steps ?? { fit: {} }),
      })),
      python: '3.11',
      source_root: 'src',
      ...project,
    }),
    'src/shop/__init__.py': 'PRICE = 3\n',
    'src/run.sh': '#!/bin/sh\necho run\n',
  })
  spawnSync('chmod', ['755', join(root, 'src/run.sh')])
  const images = new Set<string>()
  return {
    root,
    registry,
    write,
    read: path => readFileSync(join(root, path), 'utf8'),
    dockcompile: (...words) => run(PROGRAM, [...FIRST_ARGUMENTS, ...words]),
    compile(...words) {
      const { code, log } = run(PROGRAM, [...FIRST_ARGUMENTS, 'compile', ...words])
      assert.is(code, 0, log)
      for (const tag of tagsOf(root)) images.add(tag)
    },
    bake: (words = [], environment) =>
      run('docker', ['buildx', 'bake', '-f', 'build/docker-bake.json', '--load', '--progress=plain', ...words], environment),
    call: run,
    remove() {
      if (images.size) spawnSync('docker', ['image', 'rm', '--force', ...images], { stdio: 'ignore' })
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The pipeline files. Code comes with the image, nothing is installed for the stack: each build takes seconds. */
export function files(pipelines: Pipelines): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pipelines).map(([name, { docker, steps, build }]) => [
      `pipelines/${name}.yaml`,
      json({
        settings: {
          docker: {
            install_stack_requirements: false,
            allow_download_from_artifact_store: false,
            allow_download_from_code_repository: false,
            ...docker,
          },
        },
        ...(steps && { steps }),
        ...build,
      }),
    ]),
  )
}

export type Components = Readonly<Record<string, { readonly flavor: string; readonly configuration: object }>>

function stack(registry: string, more: Components): string {
  const component = (flavor: string, configuration: object) => [{ name: flavor, flavor, configuration }]
  return json({
    stack_name: 'test',
    zenml_version: '0.98.0',
    components: {
      orchestrator: component('kubernetes', {}),
      artifact_store: component('s3', { path: 's3://bucket/zenml' }),
      container_registry: component('default', { uri: registry }),
      ...Object.fromEntries(
        Object.entries(more).map(([type, { flavor, configuration }]) => [type, component(flavor, configuration)]),
      ),
    },
  })
}

/** JSON that YAML reads as the same text: it would take some characters for line breaks, and refuses others. */
function json(value: unknown): string {
  const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `${JSON.stringify(value, null, 2).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escaped)}\n`
}

/** The names that a build without a suffix of the tags gives. */
export function tagsOf(root: string): string[] {
  const path = join(root, 'build/docker-bake.json')
  if (!existsSync(path)) return []
  const { target = {} } = JSON.parse(readFileSync(path, 'utf8')) as { target?: Record<string, { tags?: string[] }> }
  // In a bake file `$${` stands for `${`.
  const nameOf = (tag: string) => tag.replace(/\$\{DOCKCOMPILE_TAG_SUFFIX\}$/, '').replaceAll('$${', '${')
  return Object.values(target).flatMap(({ tags = [] }) => tags.map(nameOf))
}

/** Fails with the end of the log unless a program ended well. */
export function ok({ code, log }: Ended): string {
  assert.is(code, 0, log.slice(-4000))
  return log
}

/** Runs a program in a container that is gone afterwards; its standard output. */
export function run(
  image: string,
  command: readonly string[],
  { input = '', user }: { input?: string; user?: string } = {},
): string {
  const [program, ...args] = command
  const flags = ['run', '--rm', '--interactive', ...(user === undefined ? [] : ['--user', user]), '--entrypoint', program!]
  return execFileSync('docker', [...flags, image, ...args], { ...MAX, input }).trimEnd()
}

export function python(image: string, code: string): string {
  return run(image, ['python', '-'], { input: code })
}

export interface ImageConfig {
  readonly Env: readonly string[]
  readonly User: string
  readonly WorkingDir: string
  readonly Entrypoint: readonly string[] | null
  readonly Labels: Readonly<Record<string, string>> | null
}

/** An image's configuration; engines leave out what is empty. */
export function configOf(image: string): ImageConfig {
  const text = execFileSync('docker', ['image', 'inspect', '--format', '{{json .Config}}', image], MAX)
  return { User: '', WorkingDir: '', Env: [], Entrypoint: null, Labels: null, ...(JSON.parse(text) as Partial<ImageConfig>) }
}

/** The digests of an image's layers. */
export function layersOf(image: string): string[] {
  const text = execFileSync('docker', ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image], MAX)
  return JSON.parse(text) as string[]
}

/** The environment of an image's configuration. */
export function environmentOf(image: string): Map<string, string> {
  return new Map(configOf(image).Env.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/**
 * RUN and COPY instructions of a plain log that were carried out, not taken from the cache. (A log repeats a line whenever it comes back to it,
 * and names one of the targets that need it.)
 */
export function executed(log: string, which = /./): string[] {
  const lines = log.split('\n')
  const cached = new Set(lines.map(line => /^(#\d+) CACHED/.exec(line)?.[1]))
  const instructions = new Map(
    lines.flatMap(line => {
      const [, id, text] = /^(#\d+) \[.*?\d+\/\d+\] ((?:RUN|COPY) .*)$/.exec(line) ?? []
      return id === undefined || cached.has(id) ? [] : [[id, text!] as const]
    }),
  )
  return [...instructions.values()].filter(text => which.test(text))
}
