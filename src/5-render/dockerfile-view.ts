import { RIGHTS_NEEDED, rightsOf } from '../4-plan/rights.ts'
import { type ImagePlan, type InstallPlan, type ListFile, sourceFiles, sourceOf } from '../model/plan.ts'
import { inOutput } from '../paths/output-path.ts'
import { isProxyArgument } from '../policy/proxy-arguments.ts'
import { dockerfilePaths } from '../quote/dockerfile-word.ts'
import { shellWord } from '../quote/shell-word.ts'
import type { AroundImages } from './around-images.ts'
import { type Assignment, assignments } from './assignments.ts'
import { installBootstrap } from './bootstrap.ts'
import { PIP_CACHE, pipCacheMounts, TMP, UV_CACHE, uvCacheMount } from './cache-mount.ts'
import { installCommand } from './install-command.ts'
import { type CodeStage, codeStage, type LayersView, layerCommand, layerNotes, layersView, PARENT } from './layers.ts'
import { FILES, hasFilesContext, type ListsStage, listsStage, placeOf } from './lists.ts'
import { type Opened, opened, ownRun, userRun, writableApp } from './opening.ts'
import { projectInstall } from './project-install.ts'
import { secretMounts, secretsStage } from './secret-mounts.ts'
import { BASE, UV, UV_MOUNT, uvStage } from './uv-stage.ts'

/** What the templates of `buildkit` and `portable` print: pieces in their order, already decided; a part that an image does not have is null or empty. */
export interface DockerfileView {
  readonly sources: string
  /** The command that builds it. */
  readonly build: string
  readonly parent: { readonly from: string; readonly linkedDockerfile: string | null }
  /** The stage with short lists; null: there are none. */
  readonly lists: ListsStage | null
  /** The context with longer lists and files of components; null: it is the image's own, or there are none. */
  readonly files: string | null
  /** The stage that stops the build where a secret is empty; null: there is none. */
  readonly secrets: { readonly stage: string; readonly mounts: readonly string[]; readonly commands: readonly string[] } | null
  readonly needsRoot: boolean
  readonly workdir: string
  /** Makes /app and the image's account, in a RUN of its own; null: the first other RUN does it. */
  readonly account: { readonly comment: string; readonly commands: readonly string[] } | null
  readonly buildArgs: readonly string[]
  readonly environment: readonly Assignment[]
  readonly apt: (Opened & { readonly mounts: readonly string[]; readonly packages: readonly string[] }) | null
  readonly bootstrap:
    | (Opened & {
        readonly mounts: readonly string[]
        readonly comment: string
        readonly commands: readonly string[]
      })
    | null
  /** The stage that lends uv to the installs, and the one that it and the image begin with; null: the parent has it, or nothing needs it. */
  readonly uv:
    | (Opened & {
        readonly base: string
        readonly stage: string
        readonly mounts: readonly string[]
        readonly comment: string
        readonly commands: readonly string[]
      })
    | null
  readonly installs: readonly InstallView[]
  /** What installs in stages of their own need around them; null: they are RUNs of the image. */
  readonly layers: LayersView | null
  /** The stage that copies what `copies` names; null: the image does. */
  readonly codeStage: CodeStage | null
  /** COPY sources and destination, and whose the files are. */
  readonly copies: readonly {
    readonly from: string | null
    readonly paths: string
    readonly owner: string | null
    readonly modes: string
  }[]
  /** Gives every user the right to read what was copied, where COPY cannot; null: it did, or nothing was copied. */
  readonly readable: string | null
  readonly projectInstall:
    | (Pick<InstallView, 'mounts' | 'first'> & { readonly command: string; readonly forgets: boolean })
    | null
  readonly runtimeEnvironment: readonly Assignment[]
  readonly user: string | null
  readonly entrypoint: string | null
}

export interface InstallView extends Opened {
  /** The stage that it has for itself, and the one that it is based on; null: it is a RUN of the image. */
  readonly stage: { readonly name: string; readonly from: string } | null
  readonly mounts: readonly string[]
  readonly comment: string
  /** Further comments, a line each. */
  readonly notes: readonly string[]
  /** The lists to copy from the build context. Empty where mounts bring them. */
  readonly lists: readonly string[]
  readonly command: readonly string[]
}

/** The view of one image. `kit`: with BuildKit's mounts (dialect `buildkit`), or without (`portable`). */
export function dockerfileView(image: ImagePlan, plan: AroundImages, kit: boolean): DockerfileView {
  const { facts, runsAs, parent } = image
  const { first, owner, asksForRoot, cacheKey } = image.runs!
  const folder = inOutput(plan, `images/${image.id}`)
  const { environment, runtimeEnvironment } = assignments(image)
  const secrets = secretMounts(image)
  const pipMounts = pipCacheMounts(cacheKey)
  const bootstrap = installBootstrap(image, kit)
  const stage = uvStage(image)
  const layers = layersView(image)
  const lent = stage ? [UV_MOUNT] : []
  const app = writableApp(asksForRoot)
  const appIn = (run: typeof first): readonly string[] => (run === first ? app : [])
  return {
    sources: sourcesOf(image, plan),
    build: buildOf(image, plan),
    parent: {
      from: parent.kind === 'image' ? (parent.digest ? `${parent.image}@${parent.digest}` : parent.image) : image.parentTarget!,
      linkedDockerfile: parent.kind === 'dockerfile' ? parent.dockerfile : null,
    },
    lists: kit ? listsStage(image) : null,
    files: hasFilesContext(image, plan) ? FILES : null,
    secrets: kit ? secretsStage(image) : null,
    needsRoot: runsAs !== null,
    workdir: '/app',
    account: owner !== null ? userRun(image, owner) : first === 'account' ? ownRun(asksForRoot) : null,
    // BuildKit knows proxies by itself; declared, they would be in the history with their passwords.
    buildArgs: image.buildArgs.map(argument => argument.name).filter(name => !isProxyArgument(name)),
    environment,
    apt: image.apt.length
      ? {
          mounts: kit ? [...APT_MOUNTS, ...secrets.apt] : [],
          packages: [...new Set(image.apt.map(({ name }) => name))].map(name => shellWord(name)!),
          ...opened(appIn('apt'), facts.debian ? [] : [NO_APT]),
        }
      : null,
    bootstrap: bootstrap && {
      ...bootstrap,
      // Where uv installs, a stage of its own adds it.
      mounts: kit && image.installer.name === 'pip' ? [TMP, ...pipMounts, ...secrets.bootstrap] : [],
      ...opened(appIn('bootstrap'), [], bootstrap.commands),
    },
    uv: stage && {
      ...stage,
      base: layers ? PARENT : BASE,
      stage: UV,
      mounts: [TMP, ...pipMounts, ...secrets.bootstrap],
      ...opened([], [], stage.commands),
    },
    installs: image.installs.map((install, i) => ({
      ...installView(image, install, folder, kit, [...lent, ...secrets.installs[i]!]),
      notes: install.stage ? layerNotes(image, install, i === 0) : [],
      ...opened(i === 0 ? appIn('install') : []),
    })),
    layers,
    codeStage: layers && codeStage(image),
    copies: copies(image, plan, folder, owner),
    readable: !kit && (image.code.mode === 'include' || image.extraFiles.length > 0) ? READABLE : null,
    projectInstall: projectInstall(image, kit ? [...lent, ...pipMounts, uvCacheMount(cacheKey), ...secrets.project] : null),
    runtimeEnvironment,
    user: owner,
    entrypoint: image.entrypoint,
  }
}

/** The call that builds it. One that grants rights is not for copying out of a file: whoever wrote the settings asked for them. */
function buildOf(image: ImagePlan, plan: AroundImages): string {
  if (rightsOf(image, plan.dialect).length > 0) return `${RIGHTS_NEEDED}: \`dockcompile doctor\` gives the call`
  return `docker buildx bake -f ${inOutput(plan, 'docker-bake.json')} ${image.id}`
}

/** Where the generated text comes from, for its first line. Files outside the project have no name that is the same everywhere. */
function sourcesOf(image: ImagePlan, plan: AroundImages): string {
  const { origin } = image
  const isInside = sourceFiles(origin).every(file => !file.startsWith('..') && !file.startsWith('/'))
  const source = isInside ? sourceOf(origin) : `the pipeline \`${origin.pipeline}\``
  return `${source} and the stack \`${plan.stack}\``
}

const APT_MOUNTS = [
  'type=cache,id=apt-archives,target=/var/cache/apt-archives,sharing=locked',
  'type=cache,id=apt-lists,target=/var/lib/apt/lists,sharing=locked',
]

const NO_APT = 'command -v apt-get || stop "the parent image has no apt-get: apt_packages need Debian or Ubuntu"'

function installView(
  image: ImagePlan,
  install: InstallPlan,
  folder: string,
  kit: boolean,
  lent: readonly string[],
): Omit<InstallView, keyof Opened | 'notes'> {
  const { name, cacheMount: written } = image.installer
  if (!kit) {
    const inside = install.lists.map(list => `/opt/requirements/${list.fileName}`)
    const lists = install.lists.map(list => `${folder}/requirements/${list.fileName}`)
    return { comment: install.title, lists, mounts: [], command: installCommand(image, install, inside, null), stage: null }
  }
  const own = name === 'uv' ? UV_CACHE : PIP_CACHE
  const cacheDir = /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(written ?? '')?.[1] ?? own
  const inside = install.lists.map((list, i) => `/tmp/${placeInside(install, list, i)}`)
  const { cacheKey } = image.runs!
  const caches = written === null ? (name === 'uv' ? [uvCacheMount(cacheKey)] : pipCacheMounts(cacheKey)) : [written]
  const mounts = [TMP, ...listMounts(install, inside), ...caches, ...lent]
  const { stage } = install
  return {
    comment: install.title,
    lists: [],
    mounts,
    command: stage ? layerCommand(image, install, inside, cacheDir) : installCommand(image, install, inside, cacheDir),
    stage: stage && { name: stage.name, from: stage.builds ? BASE : PARENT },
  }
}

/** The path of a list, of which an install has several, in its temporary folder. */
function placeInside(install: InstallPlan, { fileName, option }: ListFile, i: number): string {
  if (!isAlone(install)) return `requirements/${fileName}`
  return install.stage && i > 0 ? `${option}s-${i + 1}.txt` : `${option}s.txt`
}

/**
 * Whether an install reads one list and at most what limits it. Each is then bound by itself, so that no other list of the image matters to it. The same
 * holds for a stage, which images share.
 */
const isAlone = ({ lists, stage }: InstallPlan): boolean =>
  stage !== null || (lists.filter(({ option }) => option === 'requirement').length === 1 && lists.length <= 2)

/** The lists of an install: all that are in a place, or one by one where it reads one or they are in two places. */
function listMounts(install: InstallPlan, inside: readonly string[]): string[] {
  const { lists } = install
  const bind = (from: string, source: string, target: string) => `type=bind,from=${from},source=${source},target=${target}`
  const [from, ...others] = new Set(lists.map(placeOf))
  if (!isAlone(install) && others.length === 0) return [bind(from!, 'requirements', '/tmp/requirements')]
  return lists.map((list, i) => bind(placeOf(list), `requirements/${list.fileName}`, inside[i]!))
}

/** A checkout has the modes of somebody's umask. Of them an image keeps what git does: whether a file can be run. */
const MODES = 'u=rwX,go=rX'
const READABLE = 'find . ! -type l \\( ! -perm -444 -o -type d ! -perm -555 \\) -exec chmod a+rX {} + || chmod -R a+rX .'

function copies(image: ImagePlan, plan: AroundImages, folder: string, owner: string | null): DockerfileView['copies'] {
  const own = { owner, modes: MODES }
  const from = hasFilesContext(image, plan) ? FILES : null
  const result = image.extraFiles.map(file => ({
    ...own,
    from,
    paths: dockerfilePaths([`${from === null ? `${folder}/` : ''}files/${file.name}`], './')!,
  }))
  if (image.code.mode !== 'include') return result
  const root = plan.sourceRoot
  return [{ ...own, from: null, paths: root === '.' ? '. .' : dockerfilePaths([root], './')! }, ...result]
}
