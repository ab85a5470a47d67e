import type { InLists } from '../4-plan/in-lists.ts'
import { isRoot } from '../4-plan/known-parents.ts'
import { allOf } from '../basics/all-of.ts'
import { counted } from '../basics/counted.ts'
import { byCodePoint } from '../basics/order.ts'
import type { BuildArgument, ImagePlan, InstallPlan, LayersPlan, PlannedConflict } from '../model/plan.ts'
import { isReadByInstalls } from '../policy/install-variables.ts'
import { shellWord } from '../quote/shell-word.ts'
import { type Assignment, assignments } from './assignments.ts'
import { TMP } from './cache-mount.ts'
import { hashedBytecode, wrapped } from './install-command.ts'
import { BASE, UV_MOUNT } from './uv-stage.ts'

/** What the stages of wheels are based on: the parent, with what installers read. Nothing of one image: images with the same parent build them once. */
export const PARENT = 'dockcompile-parent'

/** The folder in which a stage has its packages, at the paths that they get in the image. */
const OUT = '/out'

/**
 * The stage that code is copied into before the image copies it: what depends on nothing below it does not have to be put on top of all packages
 * when it changes (seconds), and /app keeps its owner and its mode.
 */
const CODE = 'dockcompile-code'

/** The parts of a Dockerfile that only independent layers have. */
export interface LayersView {
  /** The stage of the image's own layers below the packages. */
  readonly base: string
  /** The stage that wheels are installed on. */
  readonly parent: string
  readonly folder: string
  /** Whether the parent ends as somebody who may not install. */
  readonly needsRoot: boolean
  readonly buildArgs: readonly string[]
  readonly environment: readonly Assignment[]
  /** Makes room for the packages; null: nothing is in their way. */
  readonly room: {
    readonly comments: readonly string[]
    readonly mounts: readonly string[]
    readonly commands: readonly string[]
  } | null
  /** Files that several packages write, and whose are in the image. */
  readonly conflicts: readonly string[]
  /** The stages to copy from, in order: where two packages write one file, the later one wins, in each build alike. */
  readonly copies: readonly { readonly from: string; readonly paths: string }[]
}

/** The view of an image whose installs are layers that do not depend on each other; null: they are not. */
export function layersView(image: ImagePlan): LayersView | null {
  const { layers, installs } = image
  // The parent may have all of them.
  if (!layers || installs.length === 0) return null
  const reads = readBy(image)
  const environment = image.environment.filter(({ name }) => reads(name))
  return {
    base: BASE,
    parent: PARENT,
    folder: OUT,
    needsRoot: image.facts.user === null || !isRoot(image.facts.user),
    buildArgs: image.buildArgs.map(({ name }: BuildArgument) => name).filter(reads),
    environment: assignments({ ...image, environment, runtimeEnvironment: [] }).environment,
    room: roomFor(image, layers),
    conflicts: layers.conflicts.map(conflictNote),
    copies: installs.flatMap(({ stage }) => (stage ? [stage.name] : [])).map(from => ({ from, paths: `${OUT}/ /` })),
  }
}

/** A note for a reader of the copies. */
function conflictNote({ packages, file, count, winner }: PlannedConflict): string {
  const others = count === 1 ? '' : ` and ${counted(count - 1, 'other file')}`
  return `${allOf(packages)} write ${file}${others}: the image has ${count === 1 ? 'that' : 'those'} of ${winner}`
}

/** A stage with the code and what belongs to it in /app. */
export interface CodeStage {
  readonly name: string
  readonly from: string
  readonly folder: string
  readonly commands: readonly string[]
  /** Sources and destination of the copy into the image. */
  readonly paths: string
}

/** The stage of the code of an image whose installs are such layers; null: it has no code. */
export function codeStage({ code, extraFiles, runs }: ImagePlan): CodeStage | null {
  if (code.mode !== 'include' && extraFiles.length === 0) return null
  const { owner } = runs!
  return {
    name: CODE,
    // Only there the owner has an account.
    from: owner === null ? PARENT : BASE,
    folder: `${OUT}/app`,
    commands: [...(owner === null ? [] : [`chown ${shellWord(owner)!} .`]), 'chmod a+rwx .'],
    paths: `${OUT}/ /`,
  }
}

/** Whether the installs of an image read a variable: by themselves, or because a list or an argument names it. */
function readBy({ installs, installer }: ImagePlan): (name: string) => boolean {
  const texts = [
    ...installs.flatMap(({ lists }) => lists.map(({ text }) => text)),
    ...installer.asked.map(({ value }) => value ?? ''),
  ]
  const named = new Set(texts.flatMap(text => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!)))
  return name => isReadByInstalls(name) || named.has(name)
}

/** Removes what other versions replace, and gives the image a `python`, with which ZenML starts steps. */
function roomFor({ installer, runs }: ImagePlan, { python, replaced }: LayersPlan): LayersView['room'] {
  const { executable, elsewhere, command } = python
  const own = replaced.filter(name => !elsewhere.has(name))
  const others = replaced.flatMap(name => elsewhere.get(name) ?? [])
  const removal =
    installer.name === 'uv'
      ? `uv pip uninstall --no-cache --python ${executable} --break-system-packages`
      : `PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore ${executable} -m pip uninstall --yes`
  const commands = [
    ...(command === 'python' ? [] : [`ln -s ${executable} /usr/local/bin/python`]),
    ...(own.length > 0 ? [[removal, ...own].join(' ')] : []),
    // No installer removes them: without their metadata they are only the second choice of an import.
    ...(others.length > 0 ? [`rm -r ${others.map(path => shellWord(path)!).join(' ')}`] : []),
  ]
  if (commands.length === 0) return null
  const comments = [
    ...(command === 'python' ? [] : ['ZenML starts steps with `python`']),
    ...(own.length > 0 ? ['Packages of the parent that other versions replace'] : []),
    ...(others.length > 0
      ? ["Debian's own packages that other versions replace lose their metadata, so that each is listed once"]
      : []),
  ]
  const mounts = own.length > 0 ? [TMP, ...(installer.name === 'uv' && runs!.uvStage ? [UV_MOUNT] : [])] : []
  return { comments, mounts, commands }
}

const BUILT_COMMENT = "Built from source, as no wheel fits: on the image's own layers, for their system packages and environment"

const TURNS_COMMENT = 'One install after the other: some of these packages write the same file'

const DATE_COMMENT =
  'SOURCE_DATE_EPOCH: pip then writes bytecode that compares hashes. 315532800 is 1980-01-01, the first day of a zip file.'

/** By the lists that have the packages of a shared layer. */
const SHARED_COMMENTS: Readonly<Record<InLists, string>> = {
  one: 'Small packages that only this list of dockcompile.lock.json has',
  some: 'Small packages that some lists of dockcompile.lock.json have',
  all: 'Small packages that all lists of dockcompile.lock.json have',
}

const LOCK_COMMENT = '.lock: uv leaves it in each folder that it installs into, and no image needs it'
const SITE_COMMENT = "mv: uv installs into site-packages, and Debian's Python looks into dist-packages"
const LINKS_COMMENT = 'cp: a folder that is a link in the parent would take the place of the link'
const FOLDERS_COMMENT = 'chown, chmod: a folder that the parent has already keeps its owner and its mode'

/**
 * What a reader of the stage of an install may wonder about.
 *
 * @param isFirst whether no stage above it has said it
 */
export function layerNotes(image: ImagePlan, { stage, lists }: InstallPlan, isFirst: boolean): string[] {
  const { python } = image.layers!
  const uv = image.installer.name === 'uv'
  const date = image.runs!.bytecode && !uv && hashedBytecode(false, image).length > 0
  const once = [
    ...(date ? [DATE_COMMENT] : []),
    ...(uv ? [LOCK_COMMENT] : []),
    ...(uv && python.site !== sitePackages(python) ? [SITE_COMMENT] : []),
    ...(!uv && python.links.size > 0 ? [LINKS_COMMENT] : []),
    ...(python.folders.size > 0 ? [FOLDERS_COMMENT] : []),
  ]
  return [
    ...(stage?.inLists ? [`${SHARED_COMMENTS[stage.inLists]}, in layers by a hash of their names`] : []),
    ...(stage?.builds ? [BUILT_COMMENT] : []),
    ...(lists.length > 1 ? [TURNS_COMMENT] : []),
    ...(isFirst ? once : []),
  ]
}

/**
 * The command of one install into the folder of its stage, as lines. uv knows one layout, that of virtual environments, and pip that of the image.
 *
 * @param lists where the install finds its lists, which are installed one after the other
 * @param cacheDir a cache folder that is mounted
 */
export function layerCommand(image: ImagePlan, { hashes }: InstallPlan, lists: readonly string[], cacheDir: string): string[] {
  const { python } = image.layers!
  const { bytecode, arguments: written } = image.runs!
  const uv = image.installer.name === 'uv'
  const program = uv
    ? `uv pip install --python ${python.executable}`
    : `PIP_ROOT_USER_ACTION=ignore ${python.executable} -m pip install`
  const wordsFor = (list: string): string[] => [
    [...(bytecode ? hashedBytecode(uv, image) : []), program].join(' '),
    ...(uv ? [`--prefix ${OUT}${python.prefix}`] : [`--root ${OUT}`, '--ignore-installed', '--no-warn-script-location']),
    `--cache-dir ${shellWord(cacheDir)!}`,
    ...(uv ? ['--link-mode copy'] : []),
    ...written.map(({ flag, value }) => (value === null ? `--${flag}` : shellWord(`--${flag}=${value}`)!)),
    ...(bytecode && uv ? ['--compile-bytecode'] : []),
    ...(hashes && !written.some(({ flag }) => flag === 'require-hashes') ? ['--require-hashes'] : []),
    '--no-deps',
    `--requirement ${list}`,
  ]
  const steps = [
    ...(uv ? afterUv(python) : afterPip(python)),
    ...[...python.folders].map(([path, rights]) => withRights(path, rights)),
  ]
  const commands = [...lists.map(list => wrapped(wordsFor(list))), ...steps.map(step => [step])]
  return commands.flatMap((lines, i) => (i < commands.length - 1 ? [...lines.slice(0, -1), `${lines.at(-1)} &&`] : lines))
}

/** Removes uv's lock, and puts packages where a Python looks that is not in a virtual environment: Debian's has a folder of another name. */
function afterUv(python: LayersPlan['python']): string[] {
  const { prefix, site } = python
  const made = sitePackages(python)
  return [
    `rm -f ${OUT}${prefix}/.lock`,
    ...(site === made ? [] : [`{ [ ! -d ${OUT}${made} ] || \\\n        mv ${OUT}${made} ${OUT}${site}; }`]),
  ]
}

/** pip takes the paths that the image's Python says: below a link of the parent there must be no folder. Those inside of others first. */
function afterPip({ links }: LayersPlan['python']): string[] {
  return [...links]
    .sort(([a], [b]) => byCodePoint(b, a))
    .map(([from, to]) => {
      const [made, wanted] = [`${OUT}${from}`, `${OUT}${to}`]
      return `{ [ ! -d ${made} ] || \\\n        { mkdir -p ${wanted} && cp -a ${made}/. ${wanted} && rm -r ${made}; }; }`
    })
}

const sitePackages = ({ prefix, version }: LayersPlan['python']): string => `${prefix}/lib/python${version}/site-packages`

/** A folder of the parent keeps its owner and its mode: `2775 0:100`. */
function withRights(path: string, rights: string): string {
  const [mode, owner] = rights.split(' ')
  return `{ [ ! -d ${OUT}${path} ] || { chown ${owner} ${OUT}${path} && chmod ${mode} ${OUT}${path}; }; }`
}
