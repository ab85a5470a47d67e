import { byCodePoint } from '../basics/order.ts'
import { codes } from '../diagnostics/codes.ts'
import { packageSchema } from '../edge/package-files.ts'
import { inOutput } from '../paths/output-path.ts'
import type { Call, Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { type Flag, flags } from './shared/flags.ts'
import { hasDockerfile, images } from './shared/planned-images.ts'
import { compileProject } from './shared/project.ts'
import { verbs } from './verbs.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `dockcompile completion SHELL`. */
export const completionCommand: Command = {
  usage: 'bash|zsh|fish',
  about: `Prints what a shell needs to complete commands, flags, their values, the names of images, and for \`explain\`
keys of settings and codes. In ~/.bashrc or ~/.zshrc (after
compinit): \`source <(dockcompile completion bash)\`; for fish:
\`dockcompile completion fish > ~/.config/fish/completions/dockcompile.fish\`.`,
  flags: ['config', 'no-config', 'stack', 'help', 'color'],
  examples: ['dockcompile completion bash', 'dockcompile completion fish'],
  failure: null,

  async run(call) {
    // Not for people: the completions ask it, with the flags that choose the project.
    if (call.words[0] === 'images') {
      call.terminal.out(
        subjects(call, call.words[1], call.words[2] ?? '')
          .map(name => `${name}\n`)
          .join(''),
      )
      return 0
    }
    const shell = SHELLS.find(name => name === call.words[0])
    if (!shell)
      throw new UsageError('`dockcompile completion` needs bash, zsh or fish', { word: call.words[0] ?? '', candidates: SHELLS })
    call.terminal.out({ bash, zsh, fish }[shell](await entries()))
    return 0
  },
}

/**
 * What may follow a verb that takes an image. `explain` also takes keys of settings, and codes: those are many, so they come where somebody begins to write one.
 *
 * @param begun the word as far as it is written
 */
function subjects(call: Call, verb: string | undefined, begun: string): string[] {
  const names = /^DC/.test(begun) ? [] : imagesIfAny(call, verb)
  if (verb !== 'explain') return names
  if (/^DC?\d*$/.test(begun)) names.push(...Object.keys(codes).sort(byCodePoint))
  const { $defs, properties } = packageSchema('pipeline') as unknown as Keyed & { $defs: { dockerSettings: Keyed } }
  return [...new Set([...names, ...Object.keys($defs.dockerSettings.properties), ...Object.keys(properties)])]
}

/** Keys and codes are there without a project, too. */
function imagesIfAny(call: Call, verb: string | undefined): string[] {
  try {
    return imageNames(call, verb)
  } catch (error) {
    if (verb !== 'explain' || !(error instanceof UsageError)) throw error
    return []
  }
}

interface Keyed {
  readonly properties: object
}

/**
 * The images that the project has now; none where it is broken, since nobody wants to read messages in the middle of a line.
 *
 * @param verb whom they are for: `show` prints Dockerfiles, and not each image has one
 */
function imageNames(call: Call, verb: string | undefined): string[] {
  const found = images(compileProject(call, [], { git: false }).compilation.outputs)
  const all = verb === 'show' ? found.filter(hasDockerfile) : found
  const names = all.map(({ name }) => name)
  const chosen = all.map(image =>
    names.indexOf(image.name) === names.lastIndexOf(image.name) ? image.name : inOutput(image.output, image.name),
  )
  // The shell's words are its own language.
  return chosen.filter(name => /^[\w./-]+$/.test(name))
}

interface Entry {
  readonly name: string
  readonly takesImage: boolean
  readonly summary: string
  readonly flags: readonly FlagEntry[]
}

interface FlagEntry extends Flag {
  readonly name: string
  /** Its choices are those of this command alone. */
  readonly own?: boolean
}

const table: Readonly<Record<string, Flag>> = flags

async function entries(): Promise<Entry[]> {
  return Promise.all(
    Object.entries(verbs).map(async ([name, { summary, load }]) => {
      const command = await load()
      const taken = command.flags.map((flag): FlagEntry => {
        const own = command.ownFlags?.[flag]
        if (!own) return { name: flag, ...table[flag]! }
        const [form, about, choices] = own
        return { name: flag, about, ...(form.trim().includes(' ') && { value: 'VALUE' }), ...(choices && { choices, own: true }) }
      })
      return {
        name,
        takesImage: command.takesImage ?? false,
        summary,
        flags: taken.flatMap(flag => (flag.negatable ? [flag, negative(flag)] : [flag])),
      }
    }),
  )
}

const negative = ({ name, about }: FlagEntry): FlagEntry => ({ name: `no-${name}`, about: `not: ${about}` })

/** Flags whose value is a file or a folder. */
const isPath = ({ value }: Flag): boolean => value === 'FILE' || value === 'DIR'

/** No summary holds a line break; a quote ends none of these words. */
const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

function bash(all: readonly Entry[]): string {
  const choices = all.flatMap(({ name, flags }) => flags.filter(flag => flag.choices).map(flag => ({ verb: name, ...flag })))
  // A command's own choices come before those of all others.
  const ranked = [...choices.filter(flag => flag.own), ...choices.filter(flag => !flag.own)]
  const values = new Map(ranked.map(flag => [`${flag.own ? flag.verb : '*'} --${flag.name}`, flag.choices!.join(' ')]))
  const paths = new Set(all.flatMap(({ flags }) => flags.filter(isPath).map(flag => `--${flag.name}`)))
  const asking = all.filter(({ takesImage }) => takesImage).map(({ name }) => name)
  return `# dockcompile completion bash
_dockcompile_images() {
  local i choice=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in --config|--stack) choice+=("\${COMP_WORDS[i]}" "\${COMP_WORDS[i + 1]}") ;; esac
  done
  dockcompile completion images "$1" "\${COMP_WORDS[COMP_CWORD]}" "\${choice[@]}" 2>/dev/null
}
_dockcompile() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} verb=compile word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in
      ${all.map(({ name }) => name).join('|')}) verb=$word; break ;;
    esac
  done
  case "$verb $previous" in
${[...values].map(([pattern, words]) => `    ${pattern.replace(' ', '\\ ')}) COMPREPLY=($(compgen -W '${words}' -- "$current")); return ;;\n`).join('')}    ${[...paths].map(flag => `*\\ ${flag}`).join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  local words
  case $verb in
${all.map(({ name, flags }) => `    ${name}) words='${flags.map(flag => `--${flag.name}`).join(' ')}' ;;\n`).join('')}  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W '${all.map(({ name }) => name).join(' ')}' -- "$current") $(compgen -f -- "$current"))
  elif [[ $verb == completion ]]; then COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$current"))
  else
    case $verb in
      ${asking.join('|')}) words=$(_dockcompile_images $verb) ;;
      *) words= ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    ((\${#COMPREPLY[@]})) || COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _dockcompile dockcompile
`
}

function zsh(all: readonly Entry[]): string {
  const text = (about: string) => about.replace(/[[\]:]/g, '\\$&')
  const flagSpec = (flag: FlagEntry) => {
    const value = flag.choices
      ? `:value:(${flag.choices.join(' ')})`
      : isPath(flag)
        ? ':file:_files'
        : flag.value
          ? ':value:'
          : ''
    return `      ${single(`*--${flag.name}[${text(flag.about)}]${value}`)}`
  }
  const rest = ({ name, takesImage }: Entry): string[] => {
    if (name === 'completion') return [`'1: :'`, `'2:shell:(${SHELLS.join(' ')})'`]
    return takesImage ? [`'1: :'`, `'2:image:_dockcompile_images'`, `'*:file:_files'`] : [`'*:file:_files'`]
  }
  return `#compdef dockcompile
# dockcompile completion zsh
_dockcompile_images() {
  local -a names choice
  local i
  for ((i = 2; i < CURRENT; i++)); do
    [[ $words[i] == --(config|stack) ]] && choice+=($words[i] $words[i+1])
  done
  names=(\${(f)"$(dockcompile completion images $words[2] "$words[CURRENT]" $choice 2>/dev/null)"})
  compadd -a names || _files
}
_dockcompile() {
  local -a verbs
  verbs=(
${all.map(({ name, summary }) => `    ${single(`${name}:${summary.replaceAll(':', '\\:')}`)}\n`).join('')}  )
  if ((CURRENT == 2)) && [[ $words[CURRENT] != -* ]]; then
    _describe command verbs
    _files
    return
  fi
  case $words[2] in
${all
  .map(
    entry =>
      `    ${entry.name === 'compile' ? 'compile|*' : entry.name})\n      _arguments \\\n${[...entry.flags.map(flagSpec), ...rest(entry).map(spec => `      ${spec}`)].join(' \\\n')} ;;\n`,
  )
  .sort((a, b) => Number(a.includes('compile|*)')) - Number(b.includes('compile|*)')))
  .join('')}  esac
}
compdef _dockcompile dockcompile
`
}

function fish(all: readonly Entry[]): string {
  const names = all.map(({ name }) => name).join(' ')
  const asking = all.filter(({ takesImage }) => takesImage).map(({ name }) => name)
  const lines = all.flatMap(({ name, summary, flags }) => {
    const here =
      name === 'compile'
        ? `-n "not __fish_seen_subcommand_from ${names.replace('compile ', '')}"`
        : `-n "__fish_seen_subcommand_from ${name}"`
    return [
      `complete -c dockcompile -n __fish_use_subcommand -a ${name} -d ${fishText(summary)}`,
      ...flags.map(flag => {
        const value = flag.choices
          ? ` -x -a ${fishText(flag.choices.join(' '))}`
          : isPath(flag)
            ? ' -r -F'
            : flag.value
              ? ' -x'
              : ''
        const short = flag.short ? ` -s ${flag.short}` : ''
        return `complete -c dockcompile ${here} -l ${flag.name}${short}${value} -d ${fishText(flag.about)}`
      }),
    ]
  })
  return `# dockcompile completion fish
function __dockcompile_images
    set -l words (commandline -opc)
    set -l choice
    for i in (seq 2 (count $words))
        if contains -- $words[$i] --config --stack; and test $i -lt (count $words)
            set -a choice $words[$i] $words[(math $i + 1)]
        end
    end
    dockcompile completion images $words[2] (commandline -ct) $choice 2>/dev/null
end
${lines.join('\n')}
complete -c dockcompile -n "__fish_seen_subcommand_from ${asking.join(' ')}" -f -a "(__dockcompile_images)" -d image
complete -c dockcompile -n "__fish_seen_subcommand_from completion" -x -a ${fishText(SHELLS.join(' '))}\n`
}

const fishText = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`
