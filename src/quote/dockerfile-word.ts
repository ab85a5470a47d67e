import { breakCommands } from './ci-command.ts'
import { copyGlob } from './copy-glob.ts'
import { dockerfileValue } from './dockerfile-value.ts'
import { jsonText } from './json.ts'
import { isWellFormed } from './unwritable.ts'

/**
 * One word of an instruction that expands variables (`WORKDIR`, `USER`, `STOPSIGNAL`, the value of `--chown=`): plain where every builder
 * reads it as it stands, else in double quotes. Undefined for what no line can hold. For `COPY` see `dockerfilePaths`.
 *
 * Grammar: moby/buildkit frontend/dockerfile/shell/lex.go, `ProcessWord`.
 */
export function dockerfileWord(text: string): string | undefined {
  return isPlain(text) ? text : dockerfileValue(text)
}

/**
 * The arguments of `COPY` or `ADD`: `src /app/`, or `["a b", "/x/"]` as soon as one of them is not plain. Every source stands for exactly
 * that path of the context, whatever characters its name has. Undefined for a path that cannot be copied by name.
 *
 * Grammar: parser/line_parsers.go `parseMaybeJSONToList` (the shell form of `COPY` splits at spaces, quoted or not), then every element is
 * expanded by shell/lex.go, then a source is a glob (`copyGlob`).
 */
export function dockerfilePaths(sources: readonly string[], destination: string): string | undefined {
  if (sources.every(isPlain) && isPlain(destination)) return [...sources, destination].join(' ')
  const words: string[] = []
  for (const source of sources) {
    const glob = copyGlob(source)
    if (glob === undefined) return undefined
    words.push(glob)
  }
  if (destination.includes('\0') || !isWellFormed(destination)) return undefined
  return `[${[...words, destination].map(word => jsonText(unexpanded(word))).join(', ')}]`
}

/** No character that any builder's splitting, expansion or globbing looks at, not the look of a flag, and nothing for a CI system. */
function isPlain(text: string): boolean {
  return /^[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+,=-]*$/.test(text) && breakCommands(text, () => '') === text
}

/** Written so that word expansion gives the text back. `<` as well: a word that starts with `<<` is a heredoc even in the JSON form. */
function unexpanded(text: string): string {
  return text.replace(/["'$\\]/g, '\\$&').replace(/^(\d*)</, '$1\\<')
}
