import type { ImagePlan } from '../model/plan.ts'

/** Defines `stop`, which ends the build with one sentence. */
export const stopFunction = 'stop() { echo "dockcompile: $1" >&2; exit 1; }'

/** What is said when a parent turns out not to run as root. */
export const notRoot = (reference: string): string =>
  `dockcompile: ${reference} does not run as root: set 'user' in the docker settings, or run 'dockcompile freeze'.`

/** What must happen before the first install: nothing on a parent that has its installer, one install of uv, or a check of a parent that nobody knows. */
export function installBootstrap(image: ImagePlan, reference: string, mounts: readonly string[], kit: boolean) {
  const { installer, facts } = image
  const uv = installer.name === 'uv'
  const cache = kit ? '--cache-dir /root/.cache/pip' : '--no-cache-dir'
  if (facts.python !== null) {
    if (!uv || facts.uv) return null
    if (facts.uv === false) {
      const quiet = facts.python === 'system' ? ' --root-user-action ignore' : ''
      return { comment: 'uv, which the parent image does not have', mounts, commands: [`pip install ${cache}${quiet} uv==${installer.version}`] }
    }
  }
  const install = `PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore "$python" -m pip install ${cache}`
  const findPython = `python=$(command -v python || command -v python3) || stop "${reference} has no Python on its PATH."`
  const comment = `The parent image is not one that dockcompile knows: stop here when the installs below cannot work${uv ? ', and add uv if it is missing' : ''}.`
  const checks = uv
    ? [
        `command -v uv >/dev/null || { ${install} uv==${installer.version} && command -v uv >/dev/null; } || stop "uv could not be added to ${reference} with its pip."`,
        `case "$(uv pip list --no-cache --verbose --python "$python" 2>&1)" in *"--target"*|*"--prefix"*) stop "uv.toml of ${reference} sends packages away from its Python." ;; esac`,
      ]
    : [
        `"$python" -m pip --version >/dev/null || { "$python" -m ensurepip && ${install} pip==${installer.version}; } || stop "${reference} has no pip."`,
        `case "$("$python" -m pip config list)" in *.target=*|*.prefix=*|*.user=*) stop "PIP_TARGET, PIP_PREFIX, PIP_USER or pip.conf of ${reference} send packages away from its Python." ;; esac`,
      ]
  return { comment, mounts, commands: [stopFunction, findPython, ...checks] }
}
