import { isRoot } from '../4-plan/known-parents.ts'
import type { BuildPlan, EnvironmentEntry, ImagePlan, InstallPlan, Value } from '../model/plan.ts'
import { dockerfileValue, fitsDockerfile } from '../quote/dockerfile-value.ts'
import { dockerfilePaths } from '../quote/dockerfile-word.ts'
import { mountField } from '../quote/mount-field.ts'
import { shellWord } from '../quote/shell-word.ts'
import { accountCommands } from './account.ts'
import { installBootstrap, stopFunction } from './bootstrap.ts'
import { installCommand } from './install-command.ts'
import { inOutput } from './output-path.ts'

export const PIP_CACHE = '/root/.cache/pip'
export const UV_CACHE = '/root/.cache/uv'

/** What the templates of `buildkit` and `portable` print: pieces in their order, already decided; a part that an image does not have is null or empty. */
export interface DockerfileView {
  readonly sources: string
  /** The command that builds it. */
  readonly build: string
  readonly parent: { readonly from: string; readonly linkedDockerfile: string | null }
  readonly needsRoot: boolean
  readonly workdir: string
  readonly account: { readonly comment: string; readonly commands: readonly string[] }
  readonly buildArgs: readonly string[]
  readonly environment: readonly Assignment[]
  readonly apt: {
    readonly mounts: readonly string[]
    readonly checks: readonly string[]
    readonly packages: readonly string[]
  } | null
  readonly bootstrap: {
    readonly comment: string
    readonly mounts: readonly string[]
    readonly commands: readonly string[]
  } | null
  readonly installs: readonly InstallView[]
  /** COPY sources and destination, and whose the files are. */
  readonly copies: readonly { readonly paths: string; readonly owner: string | null }[]
  readonly projectInstall: { readonly mounts: readonly string[]; readonly command: string } | null
  readonly runtimeEnvironment: readonly Assignment[]
  readonly user: string | null
  readonly entrypoint: string | null
}

/** One ENV line, with the ARG lines that its value needs and that were not there before. */
export interface Assignment {
  readonly declares: readonly string[]
  readonly name: string
  readonly value: Value
}

export interface InstallView {
  readonly comment: string
  /** Where the lists are in the build context. */
  readonly lists: readonly string[]
  readonly mounts: readonly string[]
  readonly command: readonly string[]
}

/** The view of one image. `kit`: with BuildKit's mounts (dialect `buildkit`), or without (`portable`). */
export function dockerfileView(image: ImagePlan, plan: BuildPlan, kit: boolean): DockerfileView {
  const { facts, runsAs, parent } = image
  const folder = inOutput(plan, `images/${image.id}`)
  const owner = runsAs !== null && !isRoot(runsAs) ? runsAs : null
  const userUnknown = facts.user === null && runsAs === null
  const declared = new Set(image.buildArgs.map(argument => argument.name))
  const secrets = kit ? image.secrets.map(secretMount) : []
  const pipMount = cacheMount('pip', PIP_CACHE)
  return {
    sources: sourcesOf(image, plan),
    build: `docker buildx bake -f ${inOutput(plan, 'docker-bake.json')} ${image.id}`,
    parent: {
      from: parent.kind === 'image' ? (parent.digest ? `${parent.image}@${parent.digest}` : parent.image) : parentTarget(image),
      linkedDockerfile: parent.kind === 'dockerfile' ? parent.dockerfile : null,
    },
    needsRoot: runsAs !== null,
    workdir: '/app',
    account: accountView(image, owner, userUnknown),
    buildArgs: image.buildArgs.map(argument => argument.name),
    environment: assignments(image.environment, 'DOCKCOMPILE', declared),
    apt: image.apt.length
      ? {
          mounts: kit ? APT_MOUNTS : [],
          checks: facts.debian ? [] : [stopFunction, NO_APT],
          packages: [...new Set(image.apt.map(({ name }) => name))].map(name => shellWord(name)!),
        }
      : null,
    bootstrap:
      image.installs.length || image.code.installCommand !== null
        ? installBootstrap(image, kit ? [pipMount, ...secrets] : [], kit)
        : null,
    installs: image.installs.map(install => installView(image, install, folder, kit, secrets)),
    copies: copies(image, plan, folder, owner),
    projectInstall:
      image.code.installCommand === null
        ? null
        : { mounts: kit ? [pipMount, cacheMount('uv', UV_CACHE), ...secrets] : [], command: runText(image.code.installCommand) },
    runtimeEnvironment: assignments(image.runtimeEnvironment, 'DOCKCOMPILE_RUNTIME', declared),
    user: owner,
    entrypoint: image.entrypoint,
  }
}

/** The target that builds the user's Dockerfile, and the name that `FROM` gives it. */
export function parentTarget(image: ImagePlan): string {
  return `${image.id}-parent`.toLowerCase()
}

/** Where the generated text comes from, for its first line. Files outside the project have no name that is the same everywhere. */
function sourcesOf(image: ImagePlan, plan: BuildPlan): string {
  const config =
    image.origin.config.startsWith('..') || image.origin.config.startsWith('/')
      ? `the pipeline \`${image.origin.pipeline}\``
      : image.origin.config
  return `${config} and the stack \`${plan.stack}\``
}

function accountView(image: ImagePlan, owner: string | null, userUnknown: boolean) {
  const writable = '/app is writable for any uid: clusters may choose one.'
  if (owner === null) {
    const commands = userUnknown ? [`chmod a+rwx /app || { echo "${NOT_ROOT}" >&2; exit 1; }`] : ['chmod a+rwx /app']
    return { comment: writable[0]!.toUpperCase() + writable.slice(1), commands }
  }
  const accounts = image.user === null ? [] : accountCommands(image.user, image.facts)
  const comment = accounts.length ? `The user of this image. ${writable}` : writable
  return { comment, commands: [...accounts, `chown ${owner} /app`, 'chmod a+rwx /app'] }
}

const APT_MOUNTS = [
  'type=cache,id=apt-archives,target=/var/cache/apt-archives,sharing=locked',
  'type=cache,id=apt-lists,target=/var/lib/apt/lists,sharing=locked',
]

const NO_APT = 'command -v apt-get || stop "the parent image has no apt-get: apt_packages need Debian or Ubuntu"'

const NOT_ROOT =
  "dockcompile: the parent image does not run as root: set 'user' in the docker settings, or run 'dockcompile freeze'."

function cacheMount(id: string, target: string): string {
  return `type=cache,id=${id},target=${target}`
}

function secretMount({ id, target }: ImagePlan['secrets'][number]): string {
  const place = target === null ? `env=${id}` : mountField('target', target)
  return `type=secret,id=${id},${place},required=true`
}

function installView(
  image: ImagePlan,
  install: InstallPlan,
  folder: string,
  kit: boolean,
  secrets: readonly string[],
): InstallView {
  const paths = install.lists.map(list => `${folder}/requirements/${list.fileName}`)
  const { name, cacheMount: written } = image.installer
  if (!kit) {
    const inside = install.lists.map(list => `/opt/requirements/${list.fileName}`)
    return { comment: install.title, lists: paths, mounts: [], command: installCommand(image, install, inside, null) }
  }
  const own = name === 'uv' ? UV_CACHE : PIP_CACHE
  const cacheDir = written === null ? own : (/(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(written)?.[1] ?? own)
  const only = install.lists.length === 1
  const inside = install.lists.map(list => (only ? '/tmp/requirements.txt' : `/tmp/requirements/${list.fileName}`))
  const bound = only ? [paths[0]!, '/tmp/requirements.txt'] : [`${folder}/requirements`, '/tmp/requirements']
  const mounts = [`type=bind,${mountField('source', bound[0]!)},target=${bound[1]}`, written ?? cacheMount(name, own), ...secrets]
  // Outside of a virtual environment uv leaves its lock files in /tmp; the list is bound below it.
  if (name === 'uv' && image.facts.python !== 'venv') mounts.unshift('type=tmpfs,target=/tmp')
  return { comment: install.title, lists: paths, mounts, command: installCommand(image, install, inside, cacheDir) }
}

function copies(image: ImagePlan, plan: BuildPlan, folder: string, owner: string | null): DockerfileView['copies'] {
  const result = image.extraFiles.map(file => ({ paths: dockerfilePaths([`${folder}/files/${file.name}`], './')!, owner }))
  if (image.code.mode !== 'include') return result
  const root = plan.sourceRoot
  return [{ paths: root === '.' ? '. .' : dockerfilePaths([root], './')!, owner }, ...result]
}

/**
 * A shell command as RUN takes it. With line breaks, and where Docker would read past the shell's command (a comment, a heredoc, a `\` at the end),
 * in the exec form, which holds any text.
 */
function runText(command: string): string {
  const text = command.trim()
  return /[\n\r]|^#|<<|\\$/.test(text) ? JSON.stringify(['/bin/sh', '-ec', text]) : text
}

/**
 * ENV lines. A value that no line can hold (a line break, more than 64 KiB) travels as a build argument, whose value is in the bake file.
 *
 * @param prefix of the build arguments that carry such values
 * @param declared names with an ARG so far; grows
 */
function assignments(entries: readonly EnvironmentEntry[], prefix: string, declared: Set<string>): Assignment[] {
  return entries.map(({ name, value }) => {
    const carried = carriedValue({ name, value }, prefix)
    const shown: Value = carried ? [{ variable: carried.argument }] : value
    const needed = typeof shown === 'string' ? [] : shown.flatMap(part => (typeof part === 'string' ? [] : [part.variable]))
    const declares = [...new Set(needed)].filter(variable => !declared.has(variable))
    for (const variable of declares) declared.add(variable)
    return { declares, name, value: shown }
  })
}

/** The build argument that carries a value, and the value; undefined for one that a line can hold. */
export function carriedValue(
  { name, value }: Pick<EnvironmentEntry, 'name' | 'value'>,
  prefix: string,
): { argument: string; value: Value } | undefined {
  const parts = typeof value === 'string' ? [value] : value
  const fits = parts.every(part => {
    if (typeof part !== 'string') return true
    const quoted = dockerfileValue(part)
    return quoted !== undefined && fitsDockerfile(`ENV ${name}=${quoted}`)
  })
  return fits ? undefined : { argument: `${prefix}_${name.replace(/[^A-Za-z0-9_]/g, '_')}`, value }
}
