import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { codePoint } from '../quote/unseen.ts'

/** What the lexer just read: `plain` and `block` are the texts of scalars, `other` is any token that shows its kind by its first character. */
export type LexemeKind = 'plain' | 'block' | 'other'

/**
 * Where PyYAML is stricter than the `yaml` package about a single token. `next`: the character after it; `flow`: inside brackets;
 * `tabs`: they may stand for spaces (JSON).
 */
export function refuse(
  lexeme: string,
  kind: LexemeKind,
  next: string | undefined,
  flow: boolean,
  tabs: boolean,
): Refusal | undefined {
  if (kind === 'block') return separator(lexeme)
  if (kind === 'plain') return tab(lexeme, tabs) ?? (flow ? flowIndicator(lexeme) : undefined) ?? separator(lexeme)
  switch (lexeme[0]) {
    case ' ':
    case '\t':
      return tab(lexeme, tabs)
    case '&':
    case '*':
      return NAME.test(lexeme) ? undefined : anchorName(lexeme)
    case '!':
      return next === undefined || /\s/.test(next) ? undefined : tagEnd()
    case '%':
      return directive(lexeme)
    case '#':
      return separator(lexeme)
    default:
      return undefined
  }
}

/** `index`: where in the lexeme; made into a diagnostic by who knows the file. */
export interface Refusal {
  readonly index: number
  readonly problem: (at: Parameters<typeof diagnostic>[1]) => Diagnostic
}

const NAME = /^.[0-9A-Za-z_-]+$/

function tab(lexeme: string, allowed: boolean): Refusal | undefined {
  const index = allowed ? -1 : lexeme.indexOf('\t')
  const help = 'use spaces; a tab that belongs to a text goes between quotes'
  return index < 0 ? undefined : { index, problem: at => diagnostic('DC1003', at, {}, { help }) }
}

// `[https://example.com/?a=b]`: YAML 1.1 lets `?` start a key anywhere inside brackets, and `:` a value.
function flowIndicator(lexeme: string): Refusal | undefined {
  const index = lexeme[0] === ':' ? 0 : lexeme.indexOf('?')
  if (index < 0) return undefined
  const params = { character: `\`${lexeme[index]}\``, where: 'are here inside brackets' }
  return {
    index,
    problem: at => diagnostic('DC1016', at, params, { help: 'put the text in quotes' }),
  }
}

function anchorName(lexeme: string): Refusal {
  const found = /^.[0-9A-Za-z_-]*/.exec(lexeme)![0].length
  const rest = lexeme.slice(found, found + 1)
  const kind = lexeme[0] === '&' ? 'anchor' : 'alias'
  // `*.yaml`: nothing of it is a name.
  if (rest === '' || (found === 1 && rest === '.')) {
    const params = { problem: `a name is missing after \`${lexeme[0]}\`` }
    return {
      index: 0,
      problem: at => diagnostic('DC1001', at, params, { help: `put the text in quotes if \`${lexeme[0]}\` is part of it` }),
    }
  }
  const params = { character: `\`${rest}\``, where: `be part of the name of an ${kind}` }
  const help = `use letters, digits, \`-\` and \`_\`; put the text in quotes if \`${lexeme[0]}\` is part of it`
  return { index: found, problem: at => diagnostic('DC1016', at, params, { help }) }
}

function tagEnd(): Refusal {
  const params = { problem: 'a space is missing after this tag' }
  return { index: 0, problem: at => diagnostic('DC1001', at, params, { help: 'put the text in quotes if `!` is part of it' }) }
}

function directive(lexeme: string): Refusal | undefined {
  if (!/^%YAML\s/.test(lexeme) || /^%YAML +1\.[0-9]+(?: |$)/.test(lexeme)) return undefined
  return { index: 0, problem: at => diagnostic('DC1001', at, { problem: 'only YAML 1 is read' }, { help: 'remove this line' }) }
}

// PyYAML breaks lines at U+2028 and U+2029, so what follows would be another line of YAML: nobody can see that.
function separator(lexeme: string): Refusal | undefined {
  const index = lexeme.search(/[\u2028\u2029]/)
  if (index < 0) return undefined
  const params = { character: `the invisible line separator ${codePoint(lexeme[index]!)}`, where: 'are outside of quotes' }
  return { index, problem: at => diagnostic('DC1016', at, params, { help: 'remove it, or put the text in quotes' }) }
}
