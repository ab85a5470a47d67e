import { firstTime } from '../basics/first-time.ts'
import { type Credential, findCredentials } from '../credentials/credentials.ts'
import { credentialsOf, hasSecretWord } from '../credentials/secret-setting.ts'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { InputKind } from '../model/document.ts'
import type { Entry, MapNode, Node } from '../model/node.ts'
import { pythonStr } from '../python/values.ts'
import { languageOf, pipelineSecrets } from '../quote/setting-text.ts'
import type { Span } from '../sources/span.ts'

/** The way out, by the file that the credential is in. */
const HELP: Readonly<Record<InputKind, (key: string, at: Span) => string>> = {
  stack: key => `put it into a ZenML secret and write \`${key}: "{{name_of_the_secret.${key}}}"\``,
  pipeline: (_, at) =>
    `keep it in ZenML's secret store: ${languageOf(at) === 'python' ? pipelineSecrets(at) : '`secrets: [name]` of the pipeline'} puts it into the environment of its steps`,
  project: key =>
    `write \`secrets: {${key.toUpperCase()}: {env: ${key.toUpperCase()}}}\`: installs get the value of that variable, and no file holds it`,
}
const NAME_OF_VARIABLE = '`env` takes the name of a variable that holds it when bake runs'

/** Keys whose value is the name of a secret, or of what holds it. */
const NAMES_A_SECRET = ['authentication_secret', 'secret_name', 'secret_id', 'service_account_key_path']

/** Of a component `secret` is the name of one as well, but for the stores that log in with it. */
const namesOne = (kind: InputKind, name: string, path: readonly string[]): boolean =>
  NAMES_A_SECRET.some(key => `_${name.toLowerCase()}`.endsWith(`_${key}`)) ||
  (kind === 'stack' && name === 'secret' && path[1] !== 'artifact_store')

/** A tree of values from a file that people write. */
export interface LintedInput {
  readonly kind: InputKind
  readonly root: Node | undefined
  /** The text that all of it comes from; null for what code says, in whichever file. */
  readonly text: string | null
}

/**
 * Credentials in input files that end in no image: who reads the repository can use them all the same. What was `told` already, at its place or
 * where a variable brings it to, is not reported again.
 */
export function lintInputs(inputs: readonly LintedInput[], told: readonly Diagnostic[], report: Report): void {
  const known = told.flatMap(({ redact, at, notes = [] }) => (redact ? [at, ...notes.map(note => note.at)] : [])).filter(isSpan)
  for (const { kind, root, text } of inputs) {
    // Most files have no word in them that could begin one.
    if (!root || (text !== null && !isSuspicious(text))) continue
    for (const { node, path, name } of textsIn(root)) {
      const [credential] = credentialsOf(pythonStr(node), namesOne(kind, name, path) ? undefined : name)
      if (!credential || known.some(span => overlap(span, node.span))) continue
      report(found(kind, node.span, path, name, credential))
    }
  }
}

function found(kind: InputKind, at: Span, path: readonly string[], name: string, credential: Credential): Diagnostic {
  const isVariable = kind === 'project' && path[0] === 'secrets' && name === 'env'
  const params = { where: path.join('.'), found: credential.name, file: at.file }
  return diagnostic('DC4105', at, params, { help: isVariable ? NAME_OF_VARIABLE : HELP[kind](name, at), redact: true })
}

interface Text {
  readonly node: Node
  readonly path: readonly string[]
  /** The key that it is under; of a list, the list's. */
  readonly name: string
}

/** Every text of a tree once, also where aliases repeat it. */
function textsIn(root: Node): Text[] {
  const texts: Text[] = []
  const isFirst = firstTime<Node>()
  const visit = (node: Node, path: readonly string[], name: string): void => {
    if (!isFirst(node)) return
    if (node.kind === 'map')
      for (const entry of node.entries) {
        const key = keyOf(entry)
        visit(entry.value, [...path, key], isKubernetesKey(key, node, path) ? '' : key)
      }
    else if (node.kind === 'list') for (const [i, item] of node.items.entries()) visit(item, [...path, String(i)], name)
    else if (node.kind === 'string') texts.push({ node, path, name })
  }
  visit(root, [], '')
  return texts
}

/**
 * Whether a key is Kubernetes' word for the name of something: a label of nodes (`topologyKey: kubernetes.io/hostname`), or as a bare `key` a taint or
 * label (`{key: nvidia.com/gpu, operator: Exists}`), a file of a volume (`{key: ca.crt, path: ca.crt}`), an entry of a secret
 * (`secretKeyRef: {name: hub, key: api-token}`).
 */
function isKubernetesKey(key: string, { entries }: MapNode, path: readonly string[]): boolean {
  if (/^(?:topologyKey|topology_key|matchLabelKeys|match_label_keys|mismatchLabelKeys|mismatch_label_keys)$/.test(key))
    return true
  if (key !== 'key') return false
  return (
    /(?:KeyRef|_key_ref)$/.test(path.at(-1) ?? '') ||
    path.at(-2) === 'items' ||
    entries.some(entry => ['operator', 'effect'].includes(keyOf(entry)))
  )
}

const keyOf = ({ key }: Entry): string => pythonStr(key)

const isSuspicious = (text: string): boolean => text.includes('://') || hasSecretWord(text) || findCredentials(text).length > 0
const isSpan = (span: Span | null | undefined): span is Span => span !== null && span !== undefined
const overlap = (a: Span, b: Span): boolean => a.file === b.file && a.start < b.end && b.start < a.end
