import { packageVersion } from '../edge/package-files.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { type Flag, type FlagName, flags } from './shared/flags.ts'
import { type Verb, verbs } from './verbs.ts'

/** `dockcompile help [COMMAND]`. */
export const helpCommand: Command = {
  usage: '[COMMAND]',
  about: 'Shows what there is, or the help of one command.',
  flags: ['help', 'color'],
  examples: ['dockcompile help compile'],
  async run({ words, terminal }) {
    const [name] = words
    if (name === undefined) terminal.out(overview())
    else if (Object.hasOwn(verbs, name)) terminal.out(await help(name, verbs[name]!))
    else throw new UsageError(`unknown command \`${name}\``, { word: name, candidates: Object.keys(verbs) })
    return 0
  },
}

/** What dockcompile is and does. */
export function overview(): string {
  return `dockcompile: ZenML stacks and pipelines in, Dockerfiles and a bake file out

Usage
  dockcompile [COMMAND] [FILES…] [FLAGS]

Commands
${columns(Object.entries(verbs).map(([name, { summary }]) => [name, summary]))}
  dockcompile COMMAND --help says more about each.

Examples
  dockcompile                                       with the project file (dockcompile.config.yaml)
  dockcompile --stack stack.yaml pipeline.yaml      without one
  docker buildx bake -f build/docker-bake.json      builds what came out

${EXIT_CODES}`
}

/** The help of one command, made from its table entry. */
export async function help(name: string, { summary, load }: Verb): Promise<string> {
  const command = await load()
  return `dockcompile ${name}: ${summary}

Usage
  dockcompile ${name === 'compile' ? '[compile]' : name} ${`${command.usage} [FLAGS]`.trim()}

${command.about}

Flags
${columns(command.flags.map(flag => formAndAbout(command, flag)))}
${command.examples.length > 1 ? 'Examples' : 'Example'}
${command.examples.map(line => `  ${line}\n`).join('')}
${EXIT_CODES}`
}

/** `dockcompile 0.1.0`. */
export function version(): string {
  return `dockcompile ${packageVersion()}\n`
}

const EXIT_CODES = `Exit codes
  0  done
  1  the input is wrong, or files differ (messages on standard error)
  2  the call is wrong, or dockcompile itself
`

function formAndAbout({ ownFlags }: Command, flag: FlagName): [string, string] {
  const [form, about] = ownFlags?.[flag] ?? [flagForm(flag, flags[flag]), flags[flag].about]
  return [form, about]
}

function flagForm(name: string, { value, short, negatable, list, repeatable }: Flag): string {
  const more = (list && !value?.includes(',')) || repeatable ? ' …' : ''
  return `${short ? `-${short}, ` : '    '}--${negatable ? '[no-]' : ''}${name}${value === undefined ? '' : ` ${value}`}${more}`
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const longest = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(longest)}  ${right}\n`).join('')
}
