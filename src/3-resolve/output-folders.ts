import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Node } from '../model/node.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import { isDeviceName } from '../quote/safe-name.ts'
import type { Span } from '../sources/span.ts'

/** What to do about an output outside of the project. */
export const OUTPUT_INSIDE =
  'images are built from the project root, so the output must be in it; the project file can be moved up'

/** Whether the output can be written to this folder, in the project and on every system; reports it if not. */
export function outputFits(output: string, at: Span | null, report: Report): boolean {
  if (leadsOutside(output)) {
    report(diagnostic('DC6004', at, { path: output }, { help: OUTPUT_INSIDE }))
    return false
  }
  // The path is in mounts, COPY, ignore patterns and the bake file, and stays readable in all of them.
  const flag = output.startsWith('-') ? 'begins with `-`, as flags do' : undefined
  const problem = flag ?? (output === '.' ? undefined : output.split('/').map(problemOf).find(Boolean))
  if (problem === undefined) return true
  report(
    diagnostic(
      'DC3031',
      at,
      { what: 'output folder', name: output, problem },
      { help: 'use letters, digits, `.`, `_`, `-` and `/`' },
    ),
  )
  return false
}

/** Whether each stack can have an output folder of its name; reports those that cannot. */
export function stackNamesFit(stacks: Extract<Node, { kind: 'map' }>, report: Report): boolean {
  const taken = new Map<string, string>()
  let fit = true
  for (const { key } of stacks.entries) {
    if (key.kind !== 'string') continue
    const name = key.value
    const twin = taken.get(name.toLowerCase())
    const problem =
      problemOf(name) ??
      (twin !== undefined ? `is one folder with \`${twin}\` where upper and lower case are the same` : undefined)
    taken.set(name.toLowerCase(), twin ?? name)
    if (problem === undefined) continue
    const help = 'the output folder of a stack has its name: use letters, digits, `.`, `_` and `-`'
    report(diagnostic('DC3031', key.span, { what: 'stack name', name, problem }, { help }))
    fit = false
  }
  return fit
}

/**
 * Why a text cannot be the name of one folder; undefined: it can.
 *
 * Rules: Microsoft, "Naming Files, Paths, and Namespaces"; most file systems take names of 255 bytes.
 */
function problemOf(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return 'has characters that mean something else in Dockerfiles, ignore files or bake files'
  if (name === '.' || name === '..') return 'leads to another folder'
  if (name.endsWith('.')) return 'has a name that ends with a dot, which Windows leaves out'
  if (isDeviceName(name)) return 'has a name that Windows takes for a device'
  return name.length > 255 ? 'has a name that is longer than file systems take' : undefined
}
