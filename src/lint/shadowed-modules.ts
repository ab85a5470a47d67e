import { firstTime } from '../basics/first-time.ts'
import { own } from '../basics/own.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { isSent } from '../dockerignore/select-context.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { normalisedName } from '../requirements/package-name.ts'
import { startOf } from '../sources/place-of-part.ts'
import type { Sources } from '../sources/sources.ts'
import { isPackage, type Linted, type LintedImage, variablesIn } from './linted.ts'

/** Modules of Python in files that every step imports before its own code (`import zenml` of 0.98.0 on Python 3.11, by `sys.modules`). */
const OF_PYTHON = new Set(
  `argparse ast asyncio base64 bisect calendar collections concurrent configparser contextlib copy dataclasses datetime decimal email enum fractions
  functools gettext glob hashlib heapq hmac html http importlib inspect ipaddress json keyword logging mimetypes numbers operator pathlib pickle
  platform queue random re secrets selectors shlex shutil signal socket ssl string struct subprocess tarfile tempfile textwrap threading token
  tokenize traceback types typing urllib uuid warnings weakref zipfile zoneinfo`.split(/\s+/),
)

/** Packages that are imported by another name than their own. */
const IMPORTED_AS: Readonly<Record<string, string>> = {
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  git: 'gitpython',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
}
const OTHERWISE = new Set(Object.values(IMPORTED_AS))

/** A module of the project at the top of its code. */
interface Module {
  readonly name: string
  /** Below the source root: `zenml/__init__.py`. */
  readonly path: string
}

/**
 * Steps run as `python -m zenml.entrypoints…` in the folder of the code, which Python searches first (`sys.path`): a module there takes the place of
 * one that is installed. On a laptop the folder of the script that starts the pipeline comes first, which is often another one.
 */
export function lintShadowedModules({ images, workspace: { sourceRoot }, sources }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  const including = images.filter(({ image }) => image.code.mode === 'include' && !searchesElsewhere(image))
  const modules = including.length > 0 ? modulesIn(sourceRoot, sources) : []
  for (const linted of including) {
    const { dockerignore, ignoreFile } = linted.image.code
    for (const { name, path } of modules) {
      const hidden = hiddenBy(name, linted, sourceRoot, sources)
      if (hidden === undefined || !isSent(path, dockerignore?.text ?? '') || !isFirst(path)) continue
      const file = cleanPath(`${sourceRoot}/${path}`)
      const top = path.split('/')[0]!
      const help = `rename \`${cleanPath(`${sourceRoot}/${top}`)}\`, or, if no step needs it, add the line \`${top}\` to \`${ignoreFile}\``
      report(diagnostic('DC4180', startOf(file), { file, module: name, hidden }, { help }))
    }
  }
}

const searchesElsewhere = (image: LintedImage['image']): boolean =>
  variablesIn(image).some(({ name, value }) => name === 'PYTHONSAFEPATH' && value !== '')

function modulesIn(root: string, sources: Sources): Module[] {
  return (sources.list(root) ?? []).flatMap(entry => {
    const [, name, end] = /^([A-Za-z_]\w*)(\.py|\/)$/.exec(entry) ?? []
    if (name === undefined) return []
    // A folder without this file gives way to a package that is installed.
    const path = end === '/' ? `${name}/__init__.py` : entry
    return sources.status(cleanPath(`${root}/${path}`)) === 'file' ? [{ name, path }] : []
  })
}

/** What a module of this name hides; undefined: nothing that is known to be needed. */
function hiddenBy(module: string, { lists }: LintedImage, root: string, sources: Sources): string | undefined {
  if (module === 'zenml') return 'ZenML'
  if (OF_PYTHON.has(module)) return `Python's own \`${module}\``
  const otherName = own(IMPORTED_AS, module)
  const name = otherName ?? normalisedName(module)
  if (otherName === undefined && OTHERWISE.has(name)) return undefined
  const found = lists.flat().find(line => line.package === name && isPackage(line) && line.read.url === null)
  // A project may ask for its own package.
  return found && !isOfProject(name, root, sources) ? `the package \`${name}\` of the requirements` : undefined
}

function isOfProject(name: string, root: string, sources: Sources): boolean {
  const texts = ['pyproject.toml', 'setup.py', 'setup.cfg'].map(file => sources.read(cleanPath(`${root}/${file}`)) ?? '')
  const names = texts.flatMap(text =>
    [...text.matchAll(/^[ \t]*name\s*=\s*["']?([\w.-]+)/gm)].map(match => normalisedName(match[1]!)),
  )
  return names.includes(name)
}
