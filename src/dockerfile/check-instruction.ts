import { suggest } from '../diagnostics/suggest.ts'
import { trimSpace } from '../dockerignore/trim-space.ts'
import { heredocOf } from './heredoc.ts'
import { type Instruction, jsonList, splitCommand } from './read-instructions.ts'

/**
 * What BuildKit's parser would say against an instruction; undefined when it takes it.
 *
 * Port of moby/buildkit 0.25 frontend/dockerfile: the argument grammars of parser/line_parsers.go and the checks of instructions/parse.go.
 * Flags are not checked: newer frontends know more of them.
 */
export function checkInstruction(
  { keyword, name, rest }: Pick<Instruction, 'keyword' | 'name' | 'rest'>,
  token: string,
): string | undefined {
  const check = checks[keyword]
  if (!check) {
    const meant = suggest(keyword, Object.keys(checks))
    return `unknown instruction \`${name}\`${meant ? `; did you mean \`${meant.toUpperCase()}\`?` : ''}`
  }
  if (takesJson.has(keyword) && jsonList(rest) === 'mixed') return mixed(keyword.toUpperCase())
  return check(rest, token)
}

type Check = (rest: string, token: string) => string | undefined

const takesJson = new Set(['add', 'cmd', 'copy', 'entrypoint', 'run', 'shell', 'volume'])

const checks: Readonly<Record<string, Check>> = {
  __proto__: null as never,
  add: rest => copy(rest, 'ADD'),
  arg: (rest, token) => {
    const list = words(rest, token)
    if (!list.length) return 'ARG needs a name'
    return list.some(word => word.startsWith('=')) ? 'ARG has a value without a name' : undefined
  },
  cmd: () => undefined,
  copy: rest => copy(rest, 'COPY'),
  entrypoint: () => undefined,
  env: (rest, token) => pairs(rest, token, 'ENV'),
  expose: rest => (rest ? undefined : 'EXPOSE needs a port'),
  from: rest => {
    const list = wordsAtBlanks(rest)
    if (list.length === 3 && list[1]!.toLowerCase() === 'as')
      return /^[a-z][a-z0-9-_.]*$/.test(list[2]!.toLowerCase()) ? undefined : `\`${list[2]}\` cannot be the name of a stage`
    return list.length === 1 ? undefined : 'FROM takes one image, or an image, AS and a name'
  },
  healthcheck: rest => {
    const { type, command, json } = healthcheck(rest)
    if (!type) return 'HEALTHCHECK needs CMD or NONE'
    if (json === 'mixed') return mixed('HEALTHCHECK')
    const given = json ? json.length > 0 : command !== ''
    if (type.toUpperCase() === 'NONE') return given ? 'HEALTHCHECK NONE takes no arguments' : undefined
    if (type.toUpperCase() !== 'CMD') return `HEALTHCHECK needs CMD or NONE, not \`${type}\``
    return given ? undefined : 'HEALTHCHECK CMD needs a command'
  },
  label: (rest, token) => pairs(rest, token, 'LABEL'),
  maintainer: rest => (rest ? undefined : 'MAINTAINER needs a name'),
  onbuild: (rest, token) => {
    if (!rest) return 'ONBUILD needs an instruction'
    const trigger = splitCommand(rest, token)
    const keyword = trigger.name.toUpperCase()
    if (keyword === 'ONBUILD' || keyword === 'FROM' || keyword === 'MAINTAINER') return `${keyword} cannot be an ONBUILD trigger`
    // Only the argument grammar of the trigger is looked at now; the rest when a build uses the image.
    const child = trigger.name.toLowerCase()
    if (takesJson.has(child) && jsonList(trigger.rest) === 'mixed') return mixed(keyword)
    if (child === 'healthcheck' && healthcheck(trigger.rest).json === 'mixed') return mixed(keyword)
    return (child === 'env' || child === 'label') && words(trigger.rest, token).length
      ? pairs(trigger.rest, token, keyword, true)
      : undefined
  },
  run: () => undefined,
  shell: rest => {
    const json = jsonList(rest)
    if (json) return json.length ? undefined : 'SHELL needs a program'
    return rest ? 'SHELL takes a JSON list' : 'SHELL needs a program'
  },
  stopsignal: rest => (rest ? undefined : 'STOPSIGNAL needs a signal'),
  user: rest => (rest ? undefined : 'USER needs a name'),
  volume: rest => {
    const list = jsonOrWords(rest)
    if (!list.length) return 'VOLUME needs a path'
    return list.some(path => !trimSpace(path)) ? 'VOLUME has an empty path' : undefined
  },
  workdir: rest => (rest ? undefined : 'WORKDIR needs a path'),
}

const mixed = (name: string) => `a JSON list of ${name} holds texts only`

function healthcheck(rest: string) {
  const type = /^[^\s\x85\xa0]*/.exec(rest)![0]
  const command = rest.slice(type.length).trimStart()
  return { type, command, json: jsonList(command) }
}

function copy(rest: string, name: string): string | undefined {
  const list = jsonOrWords(rest)
  if (list.length < 2) return `${name} needs a source and a destination`
  return heredocOf(list.at(-1)!) ? `${name} cannot write to a heredoc` : undefined
}

/** `KEY=value …`, or `KEY value` of old. `grammarOnly`: nothing about empty names, which is checked later. */
function pairs(rest: string, token: string, name: string, grammarOnly = false): string | undefined {
  const list = words(rest, token)
  if (!list.length) return `${name} needs a name and a value`
  if (!list[0]!.includes('=')) return /[\t\v\f\r ]/.test(rest) ? undefined : `${name} needs a name and a value`
  const wrong = list.find(word => !word.includes('='))
  if (wrong !== undefined) return `\`${wrong}\` in ${name} has no \`=\``
  return !grammarOnly && list.some(word => word.startsWith('=')) ? `${name} has a value without a name` : undefined
}

/** Port of line_parsers.go `parseWords`: at space outside of quotes; quotes and escapes stay. */
export function words(rest: string, token: string): string[] {
  const result: string[] = []
  const characters = [...rest]
  let word = ''
  let quote = ''
  let quoted = false
  for (let i = 0; i <= characters.length; i++) {
    const c = characters[i]
    if (c === undefined || (!quote && trimSpace(c) === '')) {
      if (word || quoted) result.push(word)
      word = ''
      quoted = false
    } else if (c === token && quote !== "'") {
      // A last escape is dropped, and ends a quote.
      if (i + 1 === characters.length) quote = ''
      else word += c + characters[++i]
    } else {
      if (quote) quote = c === quote ? '' : quote
      else if (c === "'" || c === '"') {
        quote = c
        quoted = true
      }
      word += c
    }
  }
  return result
}

/** Port of line_parsers.go `parseStringsWhitespaceDelimited`: no quoting. */
export const wordsAtBlanks = (rest: string): string[] => (rest ? rest.split(/[\t\v\f\r ]+/) : [])

/** The arguments of `COPY`, `ADD` and `VOLUME`. */
export function jsonOrWords(rest: string): string[] {
  const json = jsonList(rest)
  return Array.isArray(json) ? json : wordsAtBlanks(rest)
}
