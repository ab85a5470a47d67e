import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan } from '../model/plan.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import type { Sources } from '../sources/sources.ts'
import type { Linted } from './linted.ts'

/** Build backends and plugins that take the version of a project from its history, and the variable that gives it to them instead, where there is one. */
const TOOLS: readonly (readonly [pattern: RegExp, variable: string | null])[] = [
  [
    /\bhatch-vcs\b|\bsetuptools[-_]scm\b|\bsetuptools-git-versioning\b|\bvcs-versioning\b|\bflit[-_]scm\b/,
    'SETUPTOOLS_SCM_PRETEND_VERSION',
  ],
  [/\bpoetry-dynamic-versioning\b/, 'POETRY_DYNAMIC_VERSIONING_BYPASS'],
  [/\buv-dynamic-versioning\b/, 'UV_DYNAMIC_VERSIONING_BYPASS'],
  [/\bsource\s*=\s*["']scm["']/, 'PDM_BUILD_SCM_VERSION'],
  [/\bversioneer\b|\bversioningit\b|\bdunamai\b/, null],
]

/** A project whose version comes from git is installed where no history is: the build stops, or the version is `0.0.0`. */
export function lintVersionFromGit({ images, workspace, sources }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  for (const { image } of images) {
    const { kind, code } = image
    if (kind !== 'build' || code.installCommand === null || code.mode !== 'include') continue
    if (asksForHistory(code.dockerignore?.text ?? '') || isGiven(image)) continue
    for (const file of projectFiles(code.installCommand, workspace.sourceRoot, sources)) {
      const text = sources.read(file) ?? ''
      const [found] = TOOLS.flatMap(([pattern, variable]) => {
        const match = pattern.exec(text)
        return match ? [{ match, variable }] : []
      })
      if (found === undefined || !isFirst(file)) continue
      const { match, variable } = found
      const at = { file, start: match.index, end: match.index + match[0].length }
      const ignore = code.ignoreFile ?? '.dockerignore'
      const given = variable === null ? '' : `give it the version (\`build_args: {${variable}: "\${VERSION}"}\`), or `
      const help = `${given}send the history: the line \`!.git\` in \`${ignore}\`, and \`apt_packages: [git]\``
      report(diagnostic('DC4154', at, { tool: match[0] }, { help }))
    }
  }
}

const asksForHistory = (ignore: string): boolean => /^!\/?(?:\*\*\/)?\.git(?:\/|\s*$)/m.test(ignore)

/** Whether the version comes from elsewhere: a variable of the image, an argument, or the command itself. */
function isGiven({ environment, buildArgs, code }: ImagePlan): boolean {
  const names = [...environment, ...buildArgs].map(({ name }) => name).join('\n')
  return /PRETEND_VERSION|VERSIONING_BYPASS|SCM_VERSION|VERSIONINGIT_FOR/.test(`${names}\n${code.installCommand}`)
}

/** The files that describe the projects which a command installs: in the source root, and in the folders that it names. */
function projectFiles(command: string, root: string, sources: Sources): string[] {
  const named = command.split(/[\s"']+/).map(word => word.split('[', 1)[0]!)
  const folders = ['.', ...named.filter(word => /^(?:\.\/|[\w-]+\/)/.test(word) && !leadsOutside(word))]
  const paths = folders.flatMap(folder =>
    ['pyproject.toml', 'setup.py', 'setup.cfg'].map(name => cleanPath(`${root}/${folder}/${name}`)),
  )
  return [...new Set(paths)].filter(path => sources.status(path) === 'file')
}
