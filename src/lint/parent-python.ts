import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan } from '../model/plan.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Linted } from './linted.ts'

/** The Python version in a tag: `python:3.11-slim`, `zenml:0.98.0-py3.11`, `torch:2.9-python3.12`, `py311`. */
const IN_TAG = [/(?:^|\/)python:(3\.\d+)/, /[:_-]py(?:thon)?-?(3\.\d+)(?![\d])/, /[:_-]py(3)(\d{1,2})(?!\d)/]

/** Markers, locks and ZenML's own image go by one version; a parent may start another one. */
export function lintParentPython({ images, workspace }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  for (const { image } of images) {
    const { parent, kind } = image
    if (kind === 'prebuilt' || (parent.kind === 'image' && parent.isDefault)) continue
    const name = parent.kind === 'image' ? parent.image : parent.dockerfile
    const known = knownPython(image, workspace)
    if (known === undefined || known.version === image.python || !isFirst(name)) continue
    const params = { parent: name, found: known.version, planned: image.python, how: known.how }
    const help = `say \`python: "${known.version}"\` in the project file, or take a parent with Python ${image.python}`
    report(diagnostic('DC4125', parent.at, params, { help }))
  }
}

/** The version that a parent starts as `python`, and how that is known; undefined: it is not. A record of the lock file wins over a tag. */
function knownPython({ parent }: ImagePlan, { lock }: Workspace): { readonly version: string; readonly how: string } | undefined {
  const base = parent.kind === 'image' ? parent.image : parent.base
  if (base === null) return undefined
  // A virtual environment or conda may be another one than that of the variable.
  const locked = lock.images.get(base)?.environment
  const recorded = locked?.has('VIRTUAL_ENV') || locked?.has('CONDA_PREFIX') ? undefined : locked?.get('PYTHON_VERSION')
  const version = /^3\.\d+/.exec(recorded ?? '')?.[0] ?? inTag(base)
  if (version === undefined) return undefined
  if (parent.kind === 'image') return { version, how: recorded === undefined ? 'by its tag' : 'by the lock file' }
  // A Dockerfile may bring a Python of its own.
  return /\bpython3?[.\d]*\b|\bconda\b|\buv\b/i.test(parent.text.replaceAll(base, ''))
    ? undefined
    : { version, how: `it is based on ${base}` }
}

function inTag(image: string): string | undefined {
  const name = image.split('@')[0]!
  const found = IN_TAG.map(pattern => pattern.exec(name)).find(Boolean)
  return found ? found.slice(1).join(found.length > 2 ? '.' : '') : undefined
}
