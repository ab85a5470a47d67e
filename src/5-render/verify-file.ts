import { packageName } from '../4-plan/heavy-packages.ts'
import { requirementLines } from '../4-plan/requirements.ts'
import type { BuildPlan, ImagePlan } from '../model/plan.ts'
import { bakeJson, type JsonValue } from '../quote/json.ts'
import { distinctNames } from '../quote/safe-name.ts'
import { isBuilt, takenNames } from './bake-file.ts'

/** Imports every module of the named distributions, and of zenml where it is there; says which ones fail. */
const CHECK = `import importlib, importlib.metadata as metadata, os, re, sys
def modules(distribution):
    top = (distribution.read_text("top_level.txt") or "").split()
    files = [str(f) for f in distribution.files or [] if str(f).endswith(".py") and not str(f).startswith("..")]
    return top or sorted({f.split("/")[0].removesuffix(".py") for f in files if not f.split("/")[0].endswith((".dist-info", ".data"))})
wanted = os.environ["PACKAGES"].split()
wrong = []
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
            importlib.import_module(module)
        except Exception as error:
            wrong.append(f"{name}: import {module}: {error!r}")
print("\\n".join(wrong) if wrong else f"{len(wanted)} packages import")
sys.exit(bool(wrong))`

/**
 * A second bake file with the group `verify`: a target on top of every built image that imports each package it was asked to install (and zenml,
 * where it is there) and checks that their requirements agree. Nothing is kept of it.
 *
 * @example docker buildx bake -f build/docker-bake.json -f verify-bake.json verify
 */
export function verifyFile(plan: BuildPlan): string {
  const images = plan.images.filter(image => image.kind === 'build' && isBuilt(image, plan))
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
  const packages = image.requirements.flatMap(list => requirementLines(list.text).flatMap(line => packageName(line) ?? []))
  return {
    description: `imports what ${image.id} installs`,
    context: '.',
    contexts: { image: `target:${image.id}` },
    'dockerfile-inline': DOCKERFILE,
    args: { PACKAGES: [...new Set(packages)].join(' ') },
    output: ['type=cacheonly'],
  }
}

const DOCKERFILE = `FROM image
USER root
ARG PACKAGES
RUN <<'VERIFY'
set -eu
python=$(command -v python || command -v python3)
PACKAGES="$PACKAGES" "$python" - <<'CHECK'
${CHECK}
CHECK
if command -v uv >/dev/null; then uv pip check --python "$python"; else "$python" -m pip check; fi
VERIFY
`
