import type { TemplatePart } from '../model/node.ts'
import type { Value } from '../model/plan.ts'
import { commentText } from '../quote/comment-text.ts'
import { dockerfileKey } from '../quote/dockerfile-key.ts'
import { dockerfileValue } from '../quote/dockerfile-value.ts'
import { dockerfileWord } from '../quote/dockerfile-word.ts'
import { fromReference } from '../quote/from-reference.ts'
import { jsonText } from '../quote/json.ts'
import { shellWord } from '../quote/shell-word.ts'
import type { HeldList } from './lists.ts'

/** The helpers of templates: one for each grammar that a value can land in. What cannot be written was refused while planning. */
export const helpers = {
  /** Text of a comment line. */
  comment: commentText,
  /** The reference after `FROM`. */
  from: (reference: string): string => written(fromReference(reference), reference),
  /** The name in `ENV name=` and `ARG name`. */
  key: (name: string): string => written(dockerfileKey(name), name),
  /** The value in `ENV name=value`; a variable without a value stops the build with its name, a value that bake carries with the way to get it. */
  value: (value: Value, carried: unknown): string =>
    quoted(value, name => `\${${name}:?${carried === true ? 'build with bake, whose file holds the value' : `set ${name}`}}`),
  /** The same for builders that do not know `:?` in an ENV: a RUN with `needs` comes before it. */
  plainValue: (value: Value): string => quoted(value, name => `\${${name}}`),
  /** A command that stops the build where one of these arguments was not given. */
  needs: (names: readonly string[], carried: unknown): string =>
    `: ${names.map(name => `"\${${name}:?${carried === true ? 'give it the value that docker-bake.json holds' : `set ${name}`}}"`).join(' ')}`,
  /** One word after `USER` or `--chown=`. */
  word: (text: string): string => written(dockerfileWord(text), text),
  /** One argument of a shell command. */
  shell: (text: string): string => written(shellWord(text), text),
  /** The exec form of `ENTRYPOINT`. */
  json: (value: unknown): string => jsonText(value),
  /** Lines of one command, joined with `\` and indented. */
  lines: (lines: readonly string[], indent: unknown): string =>
    lines.join(` \\\n${' '.repeat(typeof indent === 'number' ? indent : 4)}`),
  /** Commands of one RUN, each only when the one before it worked. */
  chain: (commands: readonly string[]): string => commands.join(' && \\\n    '),
  /** Commands of one RUN, one after the other. */
  sequence: (commands: readonly string[]): string => commands.join('; \\\n    '),
  /** What a RUN does before its own command, one a line; each line ends in its operator. */
  first: (commands: readonly string[]): string => commands.map(command => `${command} \\\n    `).join(''),
  /** What `COPY` makes a list from: `<<'EOF' /requirements/6-user.txt`, its lines, and the end. */
  heredoc: ({ path, lines, end }: HeldList): string => [`<<'${end}' ${path}`, ...lines, end].join('\n'),
  /** `--mount=` flags of a RUN, one a line. */
  mounts: (mounts: readonly string[]): string => mounts.map(mount => `--mount=${mount} \\\n    `).join(''),
}

function quoted(value: Value, variable: (name: string) => string): string {
  const parts: readonly TemplatePart[] = typeof value === 'string' ? [value] : value
  const inner = parts.map(part =>
    typeof part === 'string'
      ? written(dockerfileValue(part), part).slice(1, -1)
      : part.ofImage
        ? `\${${part.variable}}`
        : variable(part.variable),
  )
  return `"${withoutLooseColons(inner.join(''))}"`
}

/** A variable of the image that is not set leaves no colon behind: in a search path that would mean the current folder. PATH is always set. */
function withoutLooseColons(text: string): string {
  return text.replace(/^\$\{(?!PATH\})(\w+)\}:/, '${$1:+${$1}:}').replace(/:\$\{(?!PATH\})(\w+)\}$/, '${$1:+:${$1}}')
}

function written(text: string | undefined, value: string): string {
  if (text === undefined) throw new Error(`planned a value that no Dockerfile can hold: ${JSON.stringify(value)}`)
  return text
}
