import { diagnostic } from '../diagnostics/diagnostic.ts'
import { entry, get, type MapNode } from '../model/node.ts'
import type { ImagePlan } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { keyPlaceOf } from '../model/settings.ts'
import { pullIsZenmls } from './build-options.ts'
import type { Planning } from './planning.ts'

/** Warns of settings that were written and change nothing: ZenML reads them silently. */
export function warnOfLostSettings(image: ImagePlan, settings: DockerSettings, { workspace, report }: Planning): void {
  for (const [key, { needs, isThere }] of Object.entries(NEEDS)) {
    const value = get(settings.written, key)
    if (!value || value.kind === 'null' || isEmpty(value) || isThere(image, settings)) continue
    const help = `write \`${needs}\` as well, or remove the key`
    report(diagnostic('DC4064', keyPlaceOf(settings, key), { key, needs }, { help }))
  }
  const pull = entry(mapAt(settings.written, 'build_config', 'build_options'), 'pull')
  if (pull && pull.value.kind !== 'null' && image.kind === 'build' && pullIsZenmls(workspace)) {
    const help = 'for fresh parents build with `docker buildx bake --pull`, or use another dialect'
    report(diagnostic('DC4065', pull.key.span, {}, { help }))
  }
  const noCache = entry(mapAt(settings.written, 'python_package_installer_args'), 'no-cache-dir')
  if (noCache && image.kind === 'build' && image.installer.cacheMount !== null && workspace.dialect === 'zenml') {
    report(diagnostic('DC4066', noCache.key.span, {}, { help: 'remove it: a cache mount is not part of the image' }))
  }
}

interface Need {
  readonly needs: string
  readonly isThere: (image: ImagePlan, settings: DockerSettings) => boolean
}

/** Keys that do nothing by themselves, and what they need. */
const NEEDS: Readonly<Record<string, Need>> = {
  build_context_root: { needs: 'dockerfile', isThere: (_, settings) => Boolean(settings.dockerfile) },
  parent_image_build_config: { needs: 'dockerfile', isThere: (_, settings) => Boolean(settings.dockerfile) },
  pyproject_export_command: {
    needs: 'pyproject_path',
    // A project file that is found is exported by it too; without a layer nothing is asked.
    isThere: (image, settings) =>
      Boolean(settings.pyproject_path) || image.kind !== 'build' || image.requirements.some(list => list.group === 'pyproject'),
  },
}

const NO_KEYS: MapNode = { kind: 'map', entries: [], span: { file: '', start: 0, end: 0 } }

function mapAt(node: MapNode, ...path: string[]): MapNode {
  const found = get(node, ...path)
  return found?.kind === 'map' ? found : NO_KEYS
}

function isEmpty(value: NonNullable<ReturnType<typeof get>>): boolean {
  if (value.kind === 'string') return value.value === ''
  if (value.kind === 'list') return value.items.length === 0
  return value.kind === 'map' && value.entries.length === 0
}
