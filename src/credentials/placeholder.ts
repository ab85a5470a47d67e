/** What other tools fill in and ZenML does not: GitHub's expressions, a shell's defaults, and a `${NAME` that is never closed. */
const FOREIGN = /\$\{\{[^}]{0,200}\}\}|\$\{[A-Za-z_]\w{0,100}:?[-?+=][^}]{0,200}\}|\$\{[A-Za-z_]\w{0,100}(?=$|[\s/,;])/
/** ZenML's reference to a secret of its store, which it resolves in some places only. */
const SECRET_REFERENCE = /(?<!\$)\{\{\s{0,10}[\w-]{1,100}\.[\w-]{1,100}\s{0,10}\}\}/

/** The first placeholder of a text that ZenML leaves as it is. */
export function foreignPlaceholder(text: string): string | undefined {
  return FOREIGN.exec(text)?.[0]
}

/**
 * A shell's `$NAME`: in upper case wherever it is, in lower case where a word or a part of a path begins. `pa$$word`, `^a$`, `$5` and
 * `{"$ref": …}` are none.
 */
const SHELL_VARIABLE = /(?<![\\$])\$[A-Z_][A-Z0-9_]+(?![A-Za-z0-9_])|(?<=^|[\s:;,=/])\$[a-z_][a-z0-9_]*(?![A-Za-z0-9_])/

/** The first `$NAME` of a text. */
export function shellVariable(text: string): string | undefined {
  return SHELL_VARIABLE.exec(text)?.[0]
}

/** The first `{{secret.key}}` of a text. */
export function secretReference(text: string): string | undefined {
  return SECRET_REFERENCE.exec(text)?.[0]
}

/** Words that say of a value that it is none. */
const WORDS = new Set([
  ...['placeholder', 'dummy', 'example', 'sample', 'fake', 'mock', 'random', 'randomstr', 'randomstring', 'todo', 'tbd', 'fixme'],
  ...['changeme', 'change', 'replace', 'replaceme', 'insert', 'your', 'redacted', 'removed', 'hidden', 'masked', 'omitted'],
  ...['foo', 'bar', 'foobar', 'none', 'null', 'nil', 'undefined', 'unset', 'unused', 'empty', 'xxx'],
  // The published default of MinIO.
  'minioadmin',
])

/** The forms of values that hold no secret: somebody fills them in later, or they say themselves that they are none. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'filled in by a reader': /^(?:<.*>|\[.*\]|\{.*\}|%.*%|_.*_|\(.*\))$/s,
  'filled in by a tool': /^\$(?:\w+|\{.*\}|\(.*\))$|\$\{\w+\}|\{\{.*\}\}/s,
  'left out': /^(?:[*.•…xX0-]+|.*(?:\.{3}|…|\*{3}|x{4}).*)$/is,
  'a reference to a secret elsewhere':
    /^(?:arn:|projects\/[^/]+\/secrets\/|(?:op|vault|env|ssm|sm|awssm|gcpsm|secret|secrets|secretref|keyvault|file):|@Microsoft\.KeyVault)/i,
  'for a local service': /^local-?dev/i,
}

/** Whether a value is an obvious placeholder, and so no secret. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim()
  // Nobody writes a novel to stand in for a token.
  if (text.length > 200) return false
  if (text === '' || Object.values(FORMS).some(form => form.test(text))) return true
  // A word inside real noise is chance, so letters of both cases together with digits are not a placeholder.
  if (text.length >= 20 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)) return false
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some(word => WORDS.has(word))
}
