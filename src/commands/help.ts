import { width } from '../basics/width.ts'
import { wrapped } from '../basics/wrap.ts'
import { packageVersion } from '../edge/package-files.ts'
import { terminalWidth } from '../edge/terminal-width.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { type Flag, type FlagName, flags, INPUT_FLAGS, MESSAGE_FLAGS, OUTPUT_FLAGS } from './shared/flags.ts'
import { type Verb, verbs } from './verbs.ts'

/** `dockcompile help [COMMAND]`. */
export const helpCommand: Command = {
  usage: '[COMMAND]',
  about: 'Shows what there is, or the help of one command.',
  flags: ['help', 'color'],
  examples: ['dockcompile help compile'],
  failure: null,
  async run({ words, terminal, environment }) {
    const [name] = words
    const columns = terminalWidth(environment)
    if (name === undefined) terminal.out(overview(columns))
    else if (Object.hasOwn(verbs, name)) terminal.out(await help(name, verbs[name]!, columns))
    else throw new UsageError(`unknown command \`${name}\``, { word: name, candidates: Object.keys(verbs) })
    return 0
  },
}

/** What dockcompile is and does. */
export function overview(columns: number): string {
  const groups = VERB_GROUPS.map(({ group, title }) => {
    const own = Object.entries(verbs).filter(([, verb]) => verb.group === group)
    const cells = own.map(([name, { summary }]): Cells => [name, summary])
    return section(title, cells, columns)
  })
  const flagCells = OVERVIEW_FLAGS.map((flag): Cells => [flagForm(flag, flags[flag]), flags[flag].about])
  return `dockcompile: ZenML stacks and pipelines in, Dockerfiles and a bake file out

Usage
  dockcompile [COMMAND] [FILES…] [FLAGS]

${groups.join('\n')}
${section('Flags', flagCells, columns)}
\`dockcompile COMMAND --help\` says more about each command.

Examples
  dockcompile                                       with the project file (dockcompile.config.yaml)
  dockcompile --stack stack.yaml pipeline.yaml      without one
  docker buildx bake -f build/docker-bake.json      builds what came out

${exitCodes('the input is wrong, or files differ', columns)}`
}

/** The verbs as people look for them. */
const VERB_GROUPS = [
  { group: 'every day', title: 'Every day' },
  { group: 'ask', title: 'To ask why' },
  { group: 'build', title: 'To build, and in CI' },
  { group: 'set up', title: 'To set up' },
] as const satisfies readonly { readonly group: Verb['group']; readonly title: string }[]

const OVERVIEW_FLAGS = ['help', 'version'] as const satisfies readonly FlagName[]

/** The help of one command, made from its table entry. */
export async function help(name: string, { summary, load }: Verb, columns: number): Promise<string> {
  const command = await load()
  const groups = FLAG_GROUPS.flatMap(({ title, has }) => {
    const cells = command.flags.filter(flag => groupOf(flag) === has).map(flag => formAndAbout(command, flag))
    return cells.length > 0 ? [section(title, cells, columns)] : []
  })
  return `dockcompile ${name}: ${summary}

Usage
  dockcompile ${name === 'compile' ? '[compile]' : name} ${`${command.usage} [FLAGS]`.trim()}

${refilled(command.about, columns)}

${groups.join('\n')}
${command.examples.length > 1 ? 'Examples' : 'Example'}
${command.examples.map(line => `  ${line}\n`).join('')}
${exitCodes(command.failure === undefined ? 'the input is wrong' : command.failure, columns)}`
}

type FlagGroup = 'command' | 'input' | 'output' | 'messages'

const FLAG_GROUPS = [
  { title: 'Flags of this command', has: 'command' },
  { title: 'Input', has: 'input' },
  { title: 'Output', has: 'output' },
  { title: 'Messages', has: 'messages' },
] as const satisfies readonly { readonly title: string; readonly has: FlagGroup }[]

function groupOf(flag: FlagName): FlagGroup {
  if ((OUTPUT_FLAGS as readonly FlagName[]).includes(flag)) return 'output'
  if (([...MESSAGE_FLAGS, 'allow', 'deny-warnings'] as readonly FlagName[]).includes(flag)) return 'messages'
  return (INPUT_FLAGS as readonly FlagName[]).includes(flag) ? 'input' : 'command'
}

/** `dockcompile 0.1.0`. */
export function version(): string {
  return `dockcompile ${packageVersion()}\n`
}

/** @param failure what exit code 1 means; null: there is none */
function exitCodes(failure: string | null, columns: number): string {
  const codes: Cells[] = [['0', 'done']]
  if (failure !== null) codes.push(['1', failure])
  codes.push(['2', 'the call is wrong, or dockcompile itself'])
  return section('Exit codes', codes, columns)
}

function formAndAbout({ ownFlags }: Command, flag: FlagName): Cells {
  const [form, about] = ownFlags?.[flag] ?? [flagForm(flag, flags[flag]), flags[flag].about]
  return [form, about]
}

function flagForm(name: string, { value, short, negatable, list, repeatable }: Flag): string {
  const more = (list && !value?.includes(',')) || repeatable ? ' …' : ''
  return `${short ? `-${short}, ` : '    '}--${negatable ? '[no-]' : ''}${name}${value === undefined ? '' : ` ${value}`}${more}`
}

type Cells = readonly [left: string, right: string]

/** A title above two columns, of which the right one is wrapped. */
function section(title: string, cells: readonly Cells[], columns: number): string {
  const longest = Math.max(...cells.map(([left]) => width(left)))
  const room = Math.max(24, columns - longest - 4)
  const rows = cells.map(([left, right]) => {
    const [first, ...others] = wrapped(right, room)
    const more = others.map(line => `${' '.repeat(longest + 4)}${line}\n`).join('')
    return `  ${left}${' '.repeat(longest - width(left))}  ${first}\n${more}`
  })
  return `${title}\n${rows.join('')}`
}

/** Prose in lines of the terminal. A line that begins with blanks or a flag begins anew; one with two columns keeps them. */
function refilled(text: string, columns: number): string {
  const parts: string[] = []
  for (const line of text.split('\n')) {
    // An empty line ends a paragraph.
    const joins = parts.length > 0 && !/^(?: |--|$)/.test(line) && !/^(?: |$)/.test(parts.at(-1)!)
    if (joins) parts.push(`${parts.pop()!} ${line}`)
    else parts.push(line)
  }
  return parts
    .flatMap(part => {
      if (part === '') return ['']
      const [, left = '', right = part] = /^( +\S.*? {2,})(\S.*)$/.exec(part) ?? []
      const [first, ...others] = wrapped(right, Math.max(24, columns - width(left)))
      return [`${left}${first}`, ...others.map(line => `${' '.repeat(width(left))}${line}`)]
    })
    .join('\n')
}
