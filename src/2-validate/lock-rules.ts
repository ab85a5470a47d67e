import { redactLine } from '../credentials/redact.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { isUserName, USER_HELP } from '../dockerfile/user-name.ts'
import { entriesOf, get, type Node } from '../model/node.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { readRequirementLine } from '../requirements/requirement-line.ts'
import type { Rule } from './rule.ts'

const FREEZE = 'run `dockcompile freeze`, which writes this file'

/**
 * What the values of a lock file must look like, which anybody may have edited, and which hold what the author of a parent image chose. The schema
 * has the rule for digests; `workdir`, `environment` and `platforms` are compared with, and end in no file.
 */
export const lockRules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    'a user is a name or a number',
    (root, report) => {
      const users = entriesOf(get(root, 'images')).flatMap(({ value }) => get(value, 'user') ?? [])
      const wrong = users.flatMap(user => (user.kind === 'string' && user.value !== '' && !isUserName(user.value) ? [user] : []))
      for (const { value, span } of wrong)
        report(diagnostic('DC4023', span, { what: 'user', name: value }, { help: `${USER_HELP}; ${FREEZE}` }))
      return wrong.length === 0
    },
  ],
  [
    'packages have names',
    (root, report) => {
      const images = entriesOf(get(root, 'images')).map(({ value }) => get(value, 'python'))
      const tables = [
        ...entriesOf(get(root, 'packages')).map(({ value }) => value),
        ...images.flatMap(python => [get(python, 'packages'), get(python, 'elsewhere')]),
      ]
      return (
        areNames('package', /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, tables, report) &&
        areNames(
          'folder',
          /^(?:\/[\w+@-][\w.+@-]*)+$/,
          images.flatMap(python => [get(python, 'folders'), get(python, 'links')]),
          report,
        )
      )
    },
  ],
  [
    'requirements are text',
    (root, report) => {
      const texts = ['commands', 'requirements'].flatMap(table => entriesOf(get(root, table)).map(({ value }) => value))
      const wrong = texts.flatMap(text => {
        const odd = text.kind === 'string' ? ODD.exec(text.value) : null
        return text.kind === 'string' && odd ? [{ line: lineAt(text.value, odd.index), at: text.span }] : []
      })
      for (const { line, at } of wrong)
        report(diagnostic('DC4023', at, { what: 'requirement', name: line }, { help: `remove the control character; ${FREEZE}` }))
      return wrong.length === 0
    },
  ],
  [
    'installers read the requirements',
    (root, report) => {
      const texts = entriesOf(get(root, 'requirements')).map(({ value }) => value)
      const wrong = texts.flatMap(text => {
        const line = text.kind === 'string' ? unreadLine(text.value) : undefined
        return line ? [{ ...line, at: text.span }] : []
      })
      for (const { line, problem, at } of wrong)
        report(diagnostic('DC4110', at, { line, installer: 'every installer', problem }, { help: FREEZE, severity: 'error' }))
      return wrong.length === 0
    },
  ],
])

/** The first line of a list that no installer reads. Its hashes are not looked at: they can be longer than any requirement. */
function unreadLine(list: string): { line: string; problem: string } | undefined {
  for (const { text } of logicalLines(list)) {
    const line = text.split(/\s--hash[= ]/, 1)[0]!.trimEnd()
    const read = readRequirementLine(line)
    if (read.kind === 'refused' && read.by !== 'uv') return { line: shortened(line), problem: read.problem }
    if (read.kind === 'misplaced' && read.by !== 'uv')
      return { line: shortened(line), problem: `\`${read.option}\` does not belong in a list` }
  }
  return undefined
}

/** Whether the keys of these mappings look as names of their kind do: they end in commands. */
function areNames(what: string, form: RegExp, tables: readonly (Node | undefined)[], report: Report): boolean {
  const keys = tables.flatMap(entriesOf).map(({ key }) => key)
  const wrong = keys.flatMap(key => (key.kind === 'string' && !form.test(key.value) ? [key] : []))
  for (const { value, span } of wrong) report(diagnostic('DC4023', span, { what, name: value }, { help: FREEZE }))
  return wrong.length === 0
}

/** A control character that belongs in no list. */
const ODD = /[^\t\n\r\P{Cc}]/u

const lineAt = (text: string, at: number): string =>
  text
    .slice(text.lastIndexOf('\n', at) + 1)
    .split(/[\r\n]/, 1)[0]!
    .slice(0, 80)

const shortened = (line: string): string => redactLine(line).slice(0, 80)
