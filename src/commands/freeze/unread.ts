import type { Call } from '../command.ts'
import { toCwd } from '../shared/paths.ts'
import { type CompileNeeds, compileProject, type Project } from '../shared/project.ts'
import type { UnreadEntry } from './pipelines.ts'

/** Errors that an answer of ZenML settles: a value that cannot be known, and code beyond a limit. */
export const CANNOT_BE_READ: ReadonlySet<string> = new Set(['DC3074', 'DC3082'])

/** The entries of code that have such an error, each once. */
export function unreadEntries(call: Call, { compilation, root }: Project, needs: CompileNeeds): UnreadEntry[] {
  if (!compilation.diagnostics.some(({ code }) => CANNOT_BE_READ.has(code))) return []
  const entries = new Map<string, UnreadEntry>()
  for (const { project, sourceRoot } of compilation.resolved) {
    for (const { code, file } of project.pipelines) {
      if (code === null) continue
      const written = code.pipeline === null ? code.file : `${code.file}:${code.pipeline}`
      const key = [written, file].join('\n')
      if (!entries.has(key)) entries.set(key, { code: written, file, at: code.at, sourceRoot, variables: project.variables })
    }
  }
  return [...entries.values()].filter(({ code }) => {
    const alone = compileProject(call, [toCwd(root, call.cwd, code)], needs)
    return alone.compilation.diagnostics.some(d => CANNOT_BE_READ.has(d.code))
  })
}
