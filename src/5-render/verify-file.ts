import type { BuildPlan, ImagePlan, ListedRequirement } from '../model/plan.ts'
import { bakeJson, type JsonValue } from '../quote/json.ts'
import { distinctNames } from '../quote/safe-name.ts'
import { takenNames } from './bake-file.ts'

/**
 * Imports every module of the named distributions, and of zenml where it is there; says which ones fail. A marker is for the interpreter and the
 * machine of the image to read; where nothing there can, its package may be missing.
 */
const CHECK = `import importlib, importlib.metadata as metadata, os, re, sys
def modules(distribution):
    top = (distribution.read_text("top_level.txt") or "").split()
    files = [str(f) for f in distribution.files or [] if str(f).endswith(".py") and not str(f).startswith("..")]
    return top or sorted({f.split("/")[0].removesuffix(".py") for f in files if not f.split("/")[0].endswith((".dist-info", ".data"))})
def applies(marker):
    try:
        from packaging.markers import Marker
    except ImportError:
        try:
            from pip._vendor.packaging.markers import Marker
        except ImportError:
            return None
    return Marker(marker).evaluate({"extra": ""})
wanted, wrong = [], []
for line in os.environ["PACKAGES"].splitlines():
    name, _, marker = line.partition(";")
    holds = not marker or applies(marker)
    if holds is None:
        holds = any(re.sub(r"[-_.]+", "-", x.metadata["Name"] or "").lower() == name for x in metadata.distributions())
    if holds and name not in wanted:
        wanted.append(name)
for name in wanted + [d for d in ["zenml"] if d not in wanted and any((x.metadata["Name"] or "").lower() == d for x in metadata.distributions())]:
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        wrong.append(name + ": not installed")
        continue
    for module in modules(found):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", module):
            continue
        try:
            imported = importlib.import_module(module)
            # A folder that may not be entered imports as an empty namespace.
            if getattr(imported, "__file__", None) is None and any(str(f) == module + "/__init__.py" for f in found.files or []):
                wrong.append(f"{name}: import {module}: its files cannot be read")
        except Exception as error:
            wrong.append(f"{name}: import {module}: {error!r}")
print("\\n".join(wrong) if wrong else f"{len(wanted)} packages import")
sys.exit(bool(wrong))`

/**
 * A second bake file with the group `verify`: a target on top of every built image that imports each package it was asked to install (and zenml,
 * where it is there) and checks that their requirements agree. Nothing is kept of it.
 *
 * @example docker buildx bake -f build/docker-bake.json -f build/verify.json verify
 */
export function verifyFile(plan: BuildPlan): string {
  const images = plan.images.filter(image => image.kind === 'build' && image.built)
  const names = distinctNames(
    images.map(({ id }) => `verify-${id}`),
    name => name,
    takenNames(plan),
  )
  const targets = images.map((image): [string, JsonValue] => [names.get(`verify-${image.id}`)!, verifyTarget(image)])
  return bakeJson({
    group: { verify: { description: 'every image imports what it installs', targets: targets.map(([name]) => name) } },
    ...(targets.length && { target: new Map(targets) }),
  })
}

function verifyTarget(image: ImagePlan): JsonValue {
  const packages = image.requirements.flatMap(list => list.lines.flatMap(line => wantedPackage(line) ?? []))
  return {
    description: `imports what ${image.id} installs`,
    context: '.',
    contexts: { image: `target:${image.id}` },
    'dockerfile-inline': DOCKERFILE,
    args: { PACKAGES: [...new Set(packages)].join('\n') },
    output: ['type=cacheonly'],
  }
}

/** The name of what a line installs, with its marker: `tzdata;sys_platform == "win32"`. */
function wantedPackage({ package: name, read }: ListedRequirement): string | null {
  return name !== null && read.kind === 'package' && read.marker !== null ? `${name};${read.marker.text.trim()}` : name
}

/** Runs as the image's own user, who must be able to read what root installed. */
const DOCKERFILE = `FROM image
ARG PACKAGES
RUN <<'VERIFY'
set -eu
python=$(command -v python || command -v python3)
PACKAGES="$PACKAGES" "$python" - <<'CHECK'
${CHECK}
CHECK
if command -v uv >/dev/null; then uv pip check --no-cache --python "$python"; else "$python" -m pip check; fi
VERIFY
`
