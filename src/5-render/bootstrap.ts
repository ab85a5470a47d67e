import { needsUv } from '../4-plan/called-programs.ts'
import type { ImagePlan } from '../model/plan.ts'
import { bootstrapIndex } from './bootstrap-index.ts'
import { PIP_CACHE } from './cache-mount.ts'
import { wrapped } from './install-command.ts'

/** Defines `stop`, which ends the build with one sentence. A RUN whose commands use it begins with it. */
export const stopFunction = 'stop() { echo "dockcompile: $1." >&2; exit 1; }'

/** Installs into whatever `python` starts; the variable is ignored by a pip that does not know it, where the flag would be an error. */
const pipOf = (python: string): string => `PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore ${python} -m pip install`
const PIP = pipOf('python')

/** What must happen before the first install: one install of uv, or a check of a parent that nobody knows. */
export function installBootstrap(image: ImagePlan, kit: boolean) {
  const { installer, runs } = image
  if (!runs?.bootstrap || (runs.bootstrap === 'uv' && runs.uvStage)) return null
  if (runs.bootstrap === 'uv') {
    return { comment: 'uv, which the parent image does not have', commands: [knownPipAddsUv(image, kit)] }
  }
  const comment =
    'Not a parent image that dockcompile knows: what the installs need, or one sentence that says why they cannot work'
  // ZenML starts steps with `python`; an image that has only `python3` gets the name.
  const python =
    'command -v python || ln -s "$(command -v python3)" /usr/local/bin/python || stop "the parent image has no Python on its PATH"'
  return {
    comment,
    commands: [
      python,
      ...(installer.name === 'pip' ? pipCommands(installer.version, pipFlags(image, kit)) : []),
      ...(!runs.uvStage && needsUv(image) ? uvCommands(image, kit) : []),
    ],
  }
}

/** pip's flags for its cache, and for the index of the image's own installs. */
const pipFlags = (image: ImagePlan, kit: boolean): string =>
  [kit ? `--cache-dir ${PIP_CACHE}` : '--no-cache-dir', ...bootstrapIndex(image)].join(' ')

/**
 * Adds uv to a parent without it, whose Python is known.
 *
 * @param place flags that say where to; empty: the parent's own packages
 */
export function knownPipAddsUv(image: ImagePlan, kit: boolean, place: readonly string[] = []): string {
  if (image.layers) return wrapped(pipAddsUv(image, kit, place)).join(' \\\n    ')
  const quiet = image.facts.python === 'system' ? ['--root-user-action ignore'] : []
  return ['pip install --no-compile', pipFlags(image, kit), ...quiet, ...place, uvRequirement(image)].join(' ')
}

/** The same with whatever `python` starts. */
export function anyPipAddsUv(image: ImagePlan, kit: boolean, place: readonly string[] = []): string {
  return pipAddsUv(image, kit, place).join(' ')
}

function pipAddsUv(image: ImagePlan, kit: boolean, place: readonly string[]): string[] {
  const pip = image.layers ? pipOf(image.layers.python.executable) : PIP
  return [`${pip} --no-compile`, pipFlags(image, kit), ...place, uvRequirement(image)]
}

const uvRequirement = ({ installer }: ImagePlan): string => `uv==${installer.uvVersion}`

/** Ends the build where there is no uv after all. */
export const STOP_WITHOUT_UV = 'stop "the parent image has no uv, and its pip could not add it"'

/** Ends the build where settings of the parent make uv install elsewhere. */
export const checkUv = (uv: string): string =>
  `case "$(${uv} pip list --no-cache --verbose --python "$(command -v python)" 2>&1)" in \\\n        *"--target"*|*"--prefix"*) stop "uv.toml of the parent image sends packages away from its Python" ;; esac`

function uvCommands(image: ImagePlan, kit: boolean): string[] {
  return [
    `command -v uv || { \\\n        ${anyPipAddsUv(image, kit)} && command -v uv; \\\n    } || ${STOP_WITHOUT_UV}`,
    checkUv('uv'),
  ]
}

function pipCommands(version: string, flags: string): string[] {
  return [
    `python -m pip --version || { \\\n        python -m ensurepip && ${PIP} ${flags} pip==${version}; \\\n    } || stop "the Python of the parent image has no pip"`,
    `[ -z "$PIP_TARGET$PIP_PREFIX\${PIP_USER#0}" ] || \\\n        stop "PIP_TARGET, PIP_PREFIX or PIP_USER of the parent image sends packages away from its Python: reset it in 'environment'"`,
  ]
}
