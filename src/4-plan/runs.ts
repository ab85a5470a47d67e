import { sha256 } from '../basics/sha256.ts'
import type { ImagePlan, InstallerArgument, InstallerPlan, LayersPlan, ParentFacts, RunsPlan } from '../model/plan.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { needsUv } from './called-programs.ts'
import { isRoot } from './known-parents.ts'
import { secretUse } from './secret-use.ts'

/** Arguments that ours stand for: the cache is a mount with a place of its own, and what is linked to it is not in the image. */
const REPLACED = ['no-cache-dir', 'no-cache', 'cache-dir', 'link-mode']

/** Arguments that layers which do not depend on each other have no use for: a stage installs beside the parent's packages, in versions of the list. */
const NOT_IN_STAGES = ['system', 'break-system-packages', 'root-user-action', 'no-deps', 'upgrade']

/** Decides how the RUNs of an image fit together. */
export function runsPlan(
  image: Pick<
    ImagePlan,
    | 'requirements'
    | 'installs'
    | 'layers'
    | 'installer'
    | 'apt'
    | 'facts'
    | 'runsAs'
    | 'code'
    | 'parent'
    | 'environment'
    | 'buildArgs'
  >,
  { dialect, project }: Pick<WorkspaceBase, 'dialect' | 'project'>,
): RunsPlan {
  const { installs, layers, installer, apt, facts, runsAs, code } = image
  const owner = runsAs !== null && !isRoot(runsAs) ? runsAs : null
  const needed = needsUv(image)
  const installing = installs.length > 0 || code.installCommand !== null
  const bootstrap = !installing ? null : layers ? bootstrapOfLayers(needed, layers) : bootstrapOf(needed, facts)
  const uvStage = bootstrap !== null && needed && dialect === 'buildkit'
  const adds = bootstrap === 'look' || (bootstrap === 'uv' && !uvStage)
  return {
    first:
      owner !== null ? 'account' : apt.length ? 'apt' : adds ? 'bootstrap' : installs.length && !layers ? 'install' : 'account',
    owner,
    asksForRoot: facts.user === null && runsAs === null,
    bootstrap,
    uvStage,
    arguments: argumentsOf(installer, facts, layers !== null),
    bytecode: project.bytecode && dialect === 'buildkit' && !saysBytecode(image),
    cacheKey: cacheKey(image),
    secrets: secretUse(image, bootstrap !== null, project.secrets),
  }
}

function bootstrapOf(needed: boolean, { python, uv }: ParentFacts): RunsPlan['bootstrap'] {
  if (python === null) return 'look'
  if (!needed || uv) return null
  return uv === false ? 'uv' : 'look'
}

/** The parent was asked: nothing has to be looked for. */
const bootstrapOfLayers = (needed: boolean, { python }: LayersPlan): RunsPlan['bootstrap'] =>
  needed && !python.installers.includes('uv') ? 'uv' : null

/**
 * `--system` is never right on ZenML's images (it installs into Debian's Python): the interpreter is named instead. Where nobody knows the interpreter
 * we say `--break-system-packages` ourselves.
 */
function argumentsOf({ name, asked }: InstallerPlan, { python }: ParentFacts, inStages: boolean): InstallerArgument[] {
  const dropped = new Set(inStages ? [...REPLACED, ...NOT_IN_STAGES] : REPLACED)
  if (name === 'uv') dropped.add('system')
  if (name === 'uv' && python === null) dropped.add('break-system-packages')
  return asked.filter(({ flag }) => !dropped.has(flag))
}

/**
 * Neither uv nor pip has the parent, the environment or the arguments in the name of a wheel that it built: compiler flags, CUDA and the C library of
 * one image would end in another.
 */
function cacheKey({ parent, environment, buildArgs }: Pick<ImagePlan, 'parent' | 'environment' | 'buildArgs'>): string {
  const from =
    parent.kind === 'image'
      ? [parent.image, parent.digest]
      : [parent.text, parent.context, parent.options.args, parent.options.target]
  const variables = environment.map(({ name, value }) => [name, value])
  return sha256(JSON.stringify([from, variables, buildArgs])).slice(0, 12)
}

/** Whether the settings decide themselves, by a flag of the installer or a variable of it. */
function saysBytecode({ installer, environment }: Pick<ImagePlan, 'installer' | 'environment'>): boolean {
  return (
    installer.asked.some(({ flag }) => /^(?:no-)?compile(?:-bytecode)?$/.test(flag)) ||
    environment.some(({ name }) => name === 'UV_COMPILE_BYTECODE' || name === 'PIP_NO_COMPILE' || name === 'PIP_COMPILE')
  )
}
