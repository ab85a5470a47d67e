import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { InstallerArgument, InstallerPlan } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import { pythonStr, typeName } from '../python/values.ts'
import { namesIndex } from '../requirements/index-options.ts'
import { INSTALLER_PINS } from './installer-pins.ts'
import type { Planning } from './planning.ts'

/** Flags of pip and uv that take no value, and that people give one (`system: true` becomes `--system=True`, which uv refuses). */
const BARE_FLAGS = new Set([
  'system',
  'no-cache-dir',
  'no-cache',
  'no-deps',
  'pre',
  'upgrade',
  'require-hashes',
  'break-system-packages',
  'verbose',
  'quiet',
  'no-index',
  'no-build',
  'user',
  'compile',
  'no-compile',
  'isolated',
])

/**
 * How packages are installed: ZenML's default arguments, then the user's. A default keeps its place when it is overridden and cannot be removed,
 * but for `no-cache-dir`, which goes beside a cache mount, even a written one (0.98, `_generate_zenml_pipeline_dockerfile`).
 */
export function installerPlan(
  settings: DockerSettings,
  { workspace: { catalog, dialect, project }, report }: Planning,
): InstallerPlan {
  const name = settings.python_package_installer
  const cacheMount = settings.python_package_installer_cache_mount || null
  const asked = settings.python_package_installer_args.map(argument => ({
    flag: argument.name,
    value: argument.value.kind === 'null' ? null : pythonStr(argument.value),
  }))
  const severity = dialect === 'zenml' ? 'warning' : 'error'
  for (const { name: flag, value } of settings.python_package_installer_args) {
    if (value.kind === 'list' || value.kind === 'map') {
      const help = namesIndex(flag)
        ? `write \`--${flag} URL\` into the requirement list, one line for each`
        : 'write one text as it is on the command line'
      report(diagnostic('DC4143', value.span, { flag, kind: typeName(value) }, { help, severity }))
    }
    if (value.kind === 'bool' && BARE_FLAGS.has(flag)) {
      const help = value.value ? `write \`${flag}: null\` for the bare flag` : 'remove the key: a flag that is not there is off'
      report(diagnostic('DC4027', value.span, { flag, value: pythonStr(value), installer: name }, { help, severity }))
    }
  }
  if (cacheMount !== null && dialect === 'portable') {
    const at = placeOf(settings, 'python_package_installer_cache_mount')
    report(diagnostic('DC4035', at, { mount: cacheMount }, { help: 'use the dialect `buildkit`, which has cache mounts' }))
  }
  const defaults = name === 'pip' ? catalog.generator.pip_default_args : catalog.generator.uv_default_args
  const merged = new Map<string, string | null>(
    Object.entries(defaults).map(([flag, value]) => [flag, value === null ? null : String(value)]),
  )
  for (const { flag, value } of asked) merged.set(flag, value)
  if (cacheMount) merged.delete('no-cache-dir')
  return {
    name,
    version: project.installers[name] ?? INSTALLER_PINS[name],
    uvVersion: project.installers.uv ?? INSTALLER_PINS.uv,
    arguments: [...merged].map(([flag, value]): InstallerArgument => ({ flag, value })),
    asked,
    cacheMount,
  }
}
