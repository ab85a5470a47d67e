import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOCK_FILE } from '../../3-resolve/read-lock-file.ts'
import { discover } from '../../edge/discover.ts'
import { ownFiles } from '../../edge/own-files.ts'
import { PROJECT_FILES } from '../../model/project.ts'
import type { Call } from '../command.ts'
import { UsageError } from './arguments.ts'

/** Refuses a call that needs a project file where none is found, and names the one that was probably meant. */
export function refuseWithoutProjectFile({ args, cwd }: Call, files: readonly string[]): void {
  if (args.has('no-config') || (files.length > 0 && args.has('stack'))) return
  const misspelt = misspeltKey(cwd)
  if (misspelt) throw new UsageError(NONE, { help: [misspelt] })
  const misnamed = misnamedFile(cwd)
  if (misnamed?.endsWith('.toml')) {
    const help = [`move the keys of \`${misnamed}\` below \`[tool.dockcompile]\` in pyproject.toml`]
    throw new UsageError(NONE, { help })
  }
  if (misnamed) {
    const wanted = /\.json$/.test(misnamed) ? 'dockcompile.config.json' : 'dockcompile.config.yaml'
    const help = [`rename \`${misnamed}\` to \`${wanted}\`, or name it with \`--config ${misnamed}\``]
    throw new UsageError(NONE, { help })
  }
  const [below, ...others] = projectFilesBelow(cwd)
  if (below !== undefined) {
    const more = others.length > 0 ? `, and ${others.length} more below this folder` : ''
    throw new UsageError(NONE, { help: [`there is \`${below}\`${more}: \`--config ${below}\` names it`] })
  }
  if (files.length > 0 || args.has('stack')) return
  throw new UsageError(NONE, {
    help: ['`dockcompile init` writes one', 'without one, name the files: `dockcompile --stack stack.yaml pipeline.yaml`'],
  })
}

const NONE = 'there is no project file in this folder or above'

/** `dockcompile.yaml`, `dockcompile.config.yml.txt`: a name that nobody looks for. */
function misnamedFile(folder: string): string | undefined {
  return readdirSync(folder).find(
    name =>
      /^\.?dock-?compile[\w.-]*\.(?:ya?ml|json|toml|txt)$/i.test(name) && !PROJECT_FILES.includes(name) && !OTHERS.test(name),
  )
}

/** `[tool.dockercompile]` in pyproject.toml, `"dock-compile": …` in package.json: the key that was meant, as a way out. */
function misspeltKey(folder: string): string | undefined {
  const table = /^[ \t]*\[tool\.["']?(dock(?:er)?[-_]?compiler?)\b/im.exec(textOf(folder, 'pyproject.toml'))?.[1]
  if (table !== undefined && table !== 'dockcompile')
    return `pyproject.toml has \`[tool.${table}]\`: write \`[tool.dockcompile]\``
  const key = /"(dock(?:er)?[-_]?compiler?)"\s*:\s*\{/i.exec(textOf(folder, 'package.json'))?.[1]
  return key !== undefined && key !== 'dockcompile' ? `package.json has the key \`${key}\`: write \`dockcompile\`` : undefined
}

function textOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return ''
  }
}

/** Files of ours that are not project files: the lock file, baselines, journals. */
const OTHERS = new RegExp(`^(?:${LOCK_FILE.replaceAll('.', '\\.')}|\\.dockcompile-.*|dockcompile-report.*)$`)

/** The nearest come first. */
function projectFilesBelow(folder: string): string[] {
  const wanted = (name: string) => PROJECT_FILES.includes(name)
  const { files } = ownFiles(folder, { wanted, mostBytes: 1_000_000, most: 500 })
  const depth = (path: string) => path.split('/').length
  const found = files.filter(path => discover(`${folder}/${path.replace(/\/?[^/]*$/, '')}`) === `${folder}/${path}`)
  return found.sort((a, b) => depth(a) - depth(b))
}
