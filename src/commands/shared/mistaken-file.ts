import { LOCK_FILE } from '../../3-resolve/read-lock-file.ts'
import { PROJECT_FILES } from '../../model/project.ts'
import type { Sources } from '../../sources/sources.ts'
import { kindOf } from '../init/classify.ts'

/** One of the FILES of a call: as it was typed, and as the compiler names it. */
export interface NamedFile {
  readonly typed: string
  readonly path: string
}

interface Mistaken {
  readonly problem: string
  readonly help: readonly string[]
}

/** The kind of a file that was passed as a pipeline by mistake, and what to do; undefined where it may be a pipeline. */
export function mistakenFile({ typed, path }: NamedFile, sources: Sources, stack: string | undefined): Mistaken | undefined {
  const status = sources.status(path)
  if (status === 'folder') {
    const help = [`name the files in it, or write \`pipelines: [${path}/*.yaml]\` in the project file`]
    return { problem: `\`${typed}\` is a folder, not a pipeline file`, help }
  }
  if (status !== 'file') return undefined
  return byName(typed, path) ?? byContent(typed, sources.read(path) ?? '', stack)
}

const PIPELINES = 'a pipeline is a run configuration (YAML) or Python code: `dockcompile init` finds them'
const SETTING = 'below `settings.docker` of a run configuration'

/** By the name alone: none of these is ever a run configuration. */
function byName(typed: string, path: string): Mistaken | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const is = (what: string, ...help: string[]): Mistaken => ({ problem: `\`${typed}\` is ${what}, not a pipeline file`, help })
  if (name === LOCK_FILE) return is('the lock file', 'dockcompile reads it in each run: leave it out')
  if (name === 'pyproject.toml') return is('a Python project', `write \`pyproject_path: ${path}\` ${SETTING}`)
  if (PROJECT_FILES.includes(name) && name !== 'package.json') return is('a project file', `\`--config ${typed}\` names it`)
  if (name === 'docker-bake.json') return is('a bake file', `\`docker buildx bake -f ${typed}\` builds its images`)
  if (name === 'manifest.json') return is('a manifest that dockcompile writes', '`dockcompile list` says what is in it')
  if (/^(?:.*\.)?Dockerfile(?:\..*)?$/.test(name)) return is('a Dockerfile', `write \`dockerfile: ${path}\` ${SETTING}`)
  if (/\.(?:txt|in)$/.test(name)) return is('a list', `for packages to install, write \`requirements: ${path}\` ${SETTING}`)
  if (/\.ipynb$/.test(name))
    return is('a notebook', 'move the pipeline into a `.py` file, which the notebook can import, and name that one')
  if (
    /\.(?:md|rst|csv|tsv|toml|lock|cfg|ini|sh|env|parquet|pkl|pt|zip|whl|gz)$/.test(name) ||
    /^(?:Makefile|Pipfile|LICENSE|README)$/.test(name)
  )
    return { problem: `\`${typed}\` is not a pipeline file`, help: [PIPELINES] }
  return undefined
}

function byContent(typed: string, text: string, stack: string | undefined): Mistaken | undefined {
  if (!/\.(?:ya?ml|json)$/.test(typed)) return undefined
  // A run configuration has none of these keys at its top.
  if (!/^["{ \t]*(?:components|orchestrator|artifact_store|images|channels|dependencies|services)["']?[ \t]*:/m.test(text))
    return undefined
  const keys = new Set([...text.matchAll(/^(\w+):/gm)].map(([, key]) => key!))
  if (kindOf(typed, text)?.kind === 'stack' || (keys.has('orchestrator') && keys.has('artifact_store'))) {
    const swapped = stack !== undefined && /\.ya?ml$/.test(stack) && stack !== typed
    const help = swapped
      ? `these two may be swapped: \`--stack ${typed} ${stack}\``
      : `\`--stack ${typed}\` compiles for it; without FILES dockcompile takes the pipelines of the project file`
    return { problem: `\`${typed}\` is a stack file, not a pipeline file`, help: [help] }
  }
  if (keys.has('images') && (keys.has('is_local') || keys.has('stack_checksum') || keys.has('zenml_version')))
    return { problem: `\`${typed}\` is a ZenML build file, not a pipeline file`, help: [`\`--build ${typed}\` uses its images`] }
  if (keys.has('dependencies') && (keys.has('channels') || keys.has('name'))) {
    const help = `export its packages into a list, and write \`requirements: FILE\` ${SETTING}`
    return { problem: `\`${typed}\` is an environment of conda, not a pipeline file`, help: [help] }
  }
  if (keys.has('services')) {
    return { problem: `\`${typed}\` is a Compose file, not a pipeline file`, help: [PIPELINES] }
  }
  return undefined
}
