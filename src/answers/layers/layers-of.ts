import { SECRETS } from '../../5-render/secret-mounts.ts'
import { sha256 } from '../../basics/sha256.ts'
import { jsonOrWords } from '../../dockerfile/check-instruction.ts'
import { heredocOf } from '../../dockerfile/heredoc.ts'
import { mountKey, mountsOf, typeOf } from '../../dockerfile/mounts.ts'
import { flag, type Instruction, readInstructions } from '../../dockerfile/read-instructions.ts'
import { type Scope, type StageHead, walkStages } from '../../dockerfile/stages.ts'
import { kept } from '../../memo/memo.ts'
import type { BakeTarget } from '../../model/generated/bake.ts'
import { nameOf } from '../../paths/path-parts.ts'
import { type ContextContent, contextContent } from './context-content.ts'
import type { Facts, ImageLayers, Layer } from './layer.ts'
import { layerName } from './layer-name.ts'
import { type Builds, fromRoot, inOutput } from './output-files.ts'

/**
 * The layers of a target, each with the key by which BuildKit would find it in its cache; undefined where the Dockerfile is not part of the
 * output (a user's own, used as it is).
 *
 * The rules were measured with real builds: the whole text of a `RUN` counts, with its environment in order, its user, its folder, its mounts and
 * the content of what it binds; of a `COPY` the content, the names and the place. Comments, labels, entrypoint, the ids of caches and the path of
 * what is bound do not, nor does anything below. Of a `COPY --link` nothing above counts either.
 */
export function layersOf(builds: Builds, name: string): ImageLayers | undefined {
  const known = KNOWN.get(builds) ?? new Map<string, ImageLayers | undefined>()
  KNOWN.set(builds, known)
  if (!known.has(name)) {
    // A bake file of a checkout may name a target as its own parent: such a parent does not count.
    known.set(name, undefined)
    known.set(name, walked(builds, name))
  }
  return known.get(name)
}

/** Each target is walked once: in a chain where each has the next as its parent twice, the last would be walked very often. */
const KNOWN = new WeakMap<Builds, Map<string, ImageLayers | undefined>>()

function walked(builds: Builds, name: string): ImageLayers | undefined {
  const target = targetOf(builds, name)
  const path = target && inOutput(builds, fromRoot(target.context, target.dockerfile ?? 'Dockerfile'))
  const text = path === undefined ? undefined : builds.files.read(path)
  if (!target || text === undefined) return undefined
  const asks: Asks = {
    parentKey: parent => layersOf(builds, parent)?.layers.at(-1)?.key,
    content: (context, path) => JSON.stringify(contextContent(builds, { ...target, context }, path)),
  }
  return kept(builds.memo, 'layers', [text, JSON.stringify(target)], { asks }, asked => layersIn(text, target, asked))
}

/** What the layers of a target depend on besides its Dockerfile; the answers are texts, for a memo. */
interface Asks {
  /** The key of the last layer of a target that is built first; undefined where that is not known. */
  readonly parentKey: (target: string) => string | undefined
  /** A `ContextContent` as JSON. */
  readonly content: (context: string, path: string) => string
}

function layersIn(text: string, target: BakeTarget, asks: Asks): ImageLayers | undefined {
  const { stages } = new Walk(text, target, asks)
  const wanted = target.target?.toLowerCase()
  const stage = (wanted && stages.findLast(({ name }) => name === wanted)) || stages.at(-1)
  if (!stage) return undefined
  const environment = [...stage.scope.texts]
  return {
    layers: stage.layers,
    configuration: JSON.stringify([stage.configuration, environment, stage.user, target.labels, target.tags]),
  }
}

/** A target of the bake file; an image that bake leaves out is built in its own folder. */
function targetOf({ manifest, targets, folder }: Builds, name: string): BakeTarget | undefined {
  if (Object.hasOwn(targets, name)) return targets[name]!
  const dockerfile = manifest.images[name]?.dockerfile
  if (typeof dockerfile !== 'string') return undefined
  const [, parent = '.', file] = /^(.*)\/([^/]*)$/.exec(folder + dockerfile) ?? []
  return { context: parent, dockerfile: file ?? dockerfile }
}

/** One stage while its instructions are walked through. */
interface Stage extends Pick<StageHead, 'name' | 'scope'> {
  readonly layers: Layer[]
  /** Of the last layer: what the next one is based on. */
  key: string
  user: string
  folder: string
  shell: string
  /** The files of a stage that has nothing but files from heredocs, by their paths, with hashes of their texts; null for any other. */
  files: Map<string, string> | null
  /** Instructions that change the image's configuration only. */
  readonly configuration: string[]
}

/** Arguments that reach commands and no key (BuildKit's proxy variables). */
const PROXY = /^(?:https?|ftp|no|all)_proxy$/i
/** What shapes the machine of a command and not the Dockerfile. */
const MACHINE = ['shm-size', 'ulimits', 'extra-hosts', 'network'] as const
/** A file below `requirements/`, where it is mounted or was copied. */
const LIST = /\brequirements\/([\w.-]+\.txt)\b/g

class Walk {
  readonly stages: Stage[] = []
  readonly #text: string
  readonly #target: BakeTarget
  readonly #asks: Asks

  constructor(text: string, target: BakeTarget, asks: Asks) {
    this.#text = text
    this.#target = target
    this.#asks = asks
    for (const { instruction, stage: head, scope } of walkStages(readInstructions(text), target.args)) {
      const stage = this.stages.at(-1)
      if (instruction.keyword === 'from') this.#from(instruction, head!, scope)
      else if (stage) (this.#inStage[instruction.keyword] ?? configure)(stage, instruction)
    }
  }

  readonly #inStage: Readonly<Record<string, (stage: Stage, instruction: Instruction) => void>> = {
    arg: () => {},
    env: () => {},
    user: (stage, { rest }) => {
      stage.user = stage.scope.expand(rest).text
    },
    shell: (stage, { rest }) => {
      stage.shell = rest
    },
    workdir: (stage, instruction) => {
      const path = absolute(stage.folder, stage.scope.expand(instruction.rest).text)
      stage.folder = path
      this.#add(stage, instruction, { folder: path })
    },
    run: (stage, instruction) => this.#run(stage, instruction),
    copy: (stage, instruction) => this.#copy(stage, instruction),
    add: (stage, instruction) => this.#copy(stage, instruction),
  }

  #from(instruction: Instruction, { name, scope, base, image: written }: StageHead, global: Scope): void {
    const below = base && this.stages[base.index]!
    const stage: Stage = {
      ...(below ?? { key: '', user: '', folder: '/', shell: '' }),
      files: written === 'scratch' ? new Map() : null,
      name,
      scope,
      layers: [...(below?.layers ?? [])],
      configuration: [...(below?.configuration ?? [])],
    }
    this.stages.push(stage)
    if (below) return
    const image = global.expand(written).text
    const given = this.#target.contexts?.[image]
    // A parent that bake builds first: its last layer is what this stage is based on.
    const built = given?.startsWith('target:') ? this.#asks.parentKey(given.slice('target:'.length)) : undefined
    const platform = instruction.flags.find(flag => flag.startsWith('--platform='))
    const parent = built ?? given ?? image
    this.#add(stage, instruction, { parent, platforms: [platform ?? null, this.#target.platforms ?? []] })
  }

  #run(stage: Stage, instruction: Instruction): void {
    const mounts = mountsOf(instruction.flags)
    const flags = instruction.flags.filter(flag => !flag.startsWith('--mount='))
    const machine = MACHINE.map(key => this.#target[key] ?? null)
    const content = mounts.flatMap(mount => {
      const source = mount.get('source') ?? '.'
      const from = mount.get('from')
      // Its one file is always the same.
      if (typeOf(mount) !== 'bind' || from === SECRETS) return []
      return [from === undefined ? this.#fromContext([source]) : { content: this.#elsewhere(from, source), 'ignore rules': null }]
    })
    const secrets = mounts.filter(mount => typeOf(mount) === 'secret').map(mountKey)
    stage.files = null
    this.#add(stage, instruction, {
      command: [stage.shell, instruction.heredocs.length ? this.#written(instruction) : instruction.rest, flags],
      environment: [...stage.scope.texts].filter(([name]) => stage.scope.environment.has(name) || !PROXY.test(name)),
      user: stage.user,
      'working directory': stage.folder,
      mounts: mounts.filter(mount => typeOf(mount) !== 'secret').map(mountKey),
      secrets,
      content: content.map(({ content }) => content),
      'ignore rules': content.map(part => part['ignore rules']),
      'build options': machine,
    })
  }

  #copy(stage: Stage, instruction: Instruction): void {
    const paths = jsonOrWords(instruction.rest).map(path => stage.scope.expand(path).text)
    const target = paths.at(-1) ?? ''
    const sources = paths.slice(0, -1).filter(path => !heredocOf(path) && !/^\w+:\/\//.test(path))
    const from = flag(instruction, 'from')
    const made =
      instruction.keyword === 'copy' && paths.length === 2 ? heredocText(instruction, this.#written(instruction)) : undefined
    if (made === undefined || target.endsWith('/')) stage.files = null
    else stage.files?.set(absolute(stage.folder, target), sha256(made))
    // The name of a file counts, the folder that it comes from does not.
    const names = sources.map(nameOf)
    this.#add(stage, instruction, {
      command: [
        instruction.keyword,
        names,
        absolute(stage.folder, target) + (target.endsWith('/') ? '/' : ''),
        instruction.flags,
        sources.length === paths.length - 1 ? [] : this.#written(instruction),
      ],
      ...(from === undefined ? this.#fromContext(sources) : { content: sources.map(path => this.#elsewhere(from, path)) }),
    })
  }

  #fromContext(paths: readonly string[]): { readonly content: unknown; readonly 'ignore rules'?: unknown } {
    const found = paths.map(path => this.#content(this.#target.context, path))
    return {
      // Generated files count by their content, the project's own by their path: "code aside".
      content: found.map(({ generated, rules }, i) => [generated, rules && paths[i]]),
      'ignore rules': found.map(({ rules }) => rules ?? null),
    }
  }

  #content(context: string, path: string): ContextContent {
    return JSON.parse(this.#asks.content(context, path)) as ContextContent
  }

  /** What another stage, target or image holds. */
  #elsewhere(from: string, path: string): unknown {
    const stage = this.stages.find(({ name }, i) => name === from.toLowerCase() || String(i) === from)
    const folder = this.#target.contexts?.[from]
    // A folder of the output that bake puts in the place of the stage.
    if (folder !== undefined && !/^[a-z-]+:/.test(folder)) return this.#content(folder, path).generated
    if (folder !== undefined || !stage?.files) return [stage ? stage.key : from, path]
    const wanted = absolute('/', path)
    return [...stage.files].flatMap(([file, hash]) =>
      file === wanted ? [['', hash]] : file.startsWith(`${wanted}/`) ? [[file.slice(wanted.length + 1), hash]] : [],
    )
  }

  #add(stage: Stage, instruction: Instruction, facts: Facts): void {
    // `WORKDIR /` makes nothing, but is counted.
    const makes = instruction.keyword !== 'workdir' || facts.folder !== '/'
    const linked = instruction.flags.includes('--link')
    if (makes) stage.key = sha256(JSON.stringify([stage.key, instruction.keyword, facts]))
    const written = this.#written(instruction)
    const name = layerName(instruction, written)
    const lists = instruction.keyword === 'run' ? [...written.matchAll(LIST)].map(([, file]) => file!) : []
    const key = linked ? sha256(JSON.stringify([instruction.keyword, facts])) : stage.key
    stage.layers.push({ number: stage.layers.length + 1, name, line: instruction.line, key, linked, lists, facts })
  }

  #written({ start, end }: Instruction): string {
    return this.#text.slice(start, end)
  }
}

function configure(stage: Stage, { keyword, rest }: Instruction): void {
  stage.configuration.push(`${keyword} ${rest}`)
}

/** The text of the file that a quoted heredoc makes; undefined where the builder makes something of it, or there are several. */
function heredocText({ heredocs, flags, rest }: Instruction, whole: string): string | undefined {
  if (heredocs.length !== 1 || flags.length > 0 || !/^<<(?:'[^']*'|"[^"]*")[ \t]/.test(rest)) return undefined
  return whole.slice(whole.indexOf('\n') + 1, whole.lastIndexOf('\n') + 1)
}

const absolute = (folder: string, path: string): string =>
  `/${path.startsWith('/') ? fromRoot('.', path) : fromRoot(folder, path)}`.replace(/^\/\.$/, '/')
