import { callsUv } from '../4-plan/called-programs.ts'
import type { ImagePlan } from '../model/plan.ts'
import { bootstrapIndex } from './bootstrap-index.ts'

/** Defines `stop`, which ends the build with one sentence. A RUN whose commands use it begins with it. */
export const stopFunction = 'stop() { echo "dockcompile: $1." >&2; exit 1; }'

/** Installs into whatever `python` starts; the variable is ignored by a pip that does not know it, where the flag would be an error. */
const PIP = 'PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore python -m pip install'

/** What must happen before the first install: one install of uv, or a check of a parent that nobody knows. */
export function installBootstrap(image: ImagePlan, kit: boolean) {
  const { installer, facts, runs, code } = image
  if (!runs?.bootstrap || (runs.bootstrap === 'uv' && runs.uvStage)) return null
  const cache = [kit ? '--cache-dir /root/.cache/pip' : '--no-cache-dir', ...bootstrapIndex(image)].join(' ')
  if (runs.bootstrap === 'uv') {
    const quiet = facts.python === 'system' ? ' --root-user-action ignore' : ''
    return {
      comment: 'uv, which the parent image does not have',
      commands: [`pip install --no-compile ${cache}${quiet} uv==${installer.uvVersion}`],
    }
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
      ...(installer.name === 'pip' ? pipCommands(installer.version, cache) : []),
      ...(!runs.uvStage && (installer.name === 'uv' || callsUv(code.installCommand ?? ''))
        ? uvCommands(installer.uvVersion, cache)
        : []),
    ],
  }
}

function uvCommands(version: string, cache: string): string[] {
  return [
    `command -v uv || { \\\n        ${PIP} --no-compile ${cache} uv==${version} && command -v uv; \\\n    } || stop "the parent image has no uv, and its pip could not add it"`,
    'case "$(uv pip list --no-cache --verbose --python "$(command -v python)" 2>&1)" in \\\n        *"--target"*|*"--prefix"*) stop "uv.toml of the parent image sends packages away from its Python" ;; esac',
  ]
}

function pipCommands(version: string, cache: string): string[] {
  return [
    `python -m pip --version || { \\\n        python -m ensurepip && ${PIP} ${cache} pip==${version}; \\\n    } || stop "the Python of the parent image has no pip"`,
    `[ -z "$PIP_TARGET$PIP_PREFIX\${PIP_USER#0}" ] || \\\n        stop "PIP_TARGET, PIP_PREFIX or PIP_USER of the parent image sends packages away from its Python: reset it in 'environment'"`,
  ]
}
