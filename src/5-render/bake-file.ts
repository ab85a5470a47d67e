import { IMAGE_PLACEHOLDER } from '../4-plan/check-caches.ts'
import { DIGEST_LABEL } from '../model/digest-label.ts'
import {
  type BuildArgument,
  type BuildPlan,
  GIVEN_TARGET,
  type ImagePlan,
  type LateVariable,
  parentOwner,
  type SecretPlan,
  type TargetGroup,
  type TargetOptions,
  targetsOf,
  type Value,
  variablesOf,
} from '../model/plan.ts'
import { inOutput } from '../paths/output-path.ts'
import { HclTemplate, hcl, hclString, hclTemplate } from '../quote/hcl.ts'
import { bakeJson, type JsonValue } from '../quote/json.ts'
import { FILES, hasFilesContext } from './lists.ts'
import { hasSecretsStage, SECRETS } from './secret-mounts.ts'

/**
 * docker-bake.json. All paths are relative to the project root, which is where bake is run; strings that are not templates of ours are escaped
 * for HCL (buildx reads every JSON string as a template).
 */
export function bakeFile(plan: BuildPlan, digests: ReadonlyMap<string, string>): string {
  const built = plan.images.filter(image => image.built)
  const targets: [string, JsonValue][] = built.flatMap(image => [
    ...parentTargets(image, plan),
    [image.id, target(image, plan, digests.get(image.id))] as [string, JsonValue],
  ])
  const variables = [
    ...plan.variables.map((variable): [string, JsonValue] => [variable.name, variableBlock(variable)]),
    ...(built.length ? [REVISION, TAG_SUFFIX] : []),
  ]
  return bakeJson(bakeParts(new Map(variables), plan.groups, new Map(targets), plan.variables.length > 0))
}

/**
 * A bake file from its parts.
 *
 * @param asks whether a variable is left to bake, so that targets ask for it
 */
export function bakeParts(
  variables: ReadonlyMap<string, JsonValue>,
  groups: readonly TargetGroup[],
  targets: ReadonlyMap<string, JsonValue>,
  asks: boolean,
): JsonValue {
  return {
    ...(variables.size > 0 && { variable: variables }),
    group: new Map(
      groups.map(({ name, description, targets }) => [name, { ...(description !== null && { description }), targets }]),
    ),
    // bake refuses an empty `target`.
    ...(targets.size > 0 && { target: new Map([...(asks ? [GIVEN] : []), ...targets]) }),
  }
}

/** The commit that images were built from; whoever runs bake says it, so that generated files do not change with every commit. */
const REVISION: [string, JsonValue] = [
  'DOCKCOMPILE_REVISION',
  { type: 'string', default: '', description: 'the commit, for the label org.opencontainers.image.revision' },
]

/** Targets inherit it for each variable that is left to bake. Where one is not set they inherit a target that does not exist, and bake says its name. */
const GIVEN: readonly [string, JsonValue] = [
  GIVEN_TARGET,
  { description: 'no image: what the others inherit where their variables are set', context: '.' },
]

/**
 * The end of each tag, where a registry lets nobody write one twice: `-$(git rev-parse --short HEAD)`. A commit that git does not know leaves a
 * lone hyphen, and without a separator it would be another name.
 */
const TAG_SUFFIX: [string, JsonValue] = [
  'DOCKCOMPILE_TAG_SUFFIX',
  {
    type: 'string',
    default: '',
    description: 'put behind each tag, such as -1a2b3c4 for the commit',
    validation: [
      {
        condition: new HclTemplate(
          '${DOCKCOMPILE_TAG_SUFFIX == "" || length(regexall("^[-._][0-9A-Za-z._-]*[0-9A-Za-z_]$", DOCKCOMPILE_TAG_SUFFIX)) > 0}',
        ),
        error_message:
          'DOCKCOMPILE_TAG_SUFFIX is put behind each tag: a separator (- . _), then letters and digits, such as -1a2b3c4.',
      },
    ],
  },
]

/**
 * Labels of an image: OCI's own keys, and the recipe's digest, so that a registry can be asked whether an image is current. They change nothing
 * that is built or cached. The user's labels win, but for the digest, which would then say what is not so.
 */
function labelsOf(image: ImagePlan, digest: string | undefined, written: readonly BuildArgument[]): Map<string, JsonValue> {
  const { parent } = image
  const own: [string, JsonValue][] = [
    ['org.opencontainers.image.title', image.id],
    ['org.opencontainers.image.revision', new HclTemplate('${DOCKCOMPILE_REVISION != "" ? DOCKCOMPILE_REVISION : null}')],
  ]
  if (parent.kind === 'image') own.push(['org.opencontainers.image.base.name', parent.image])
  if (parent.kind === 'image' && parent.digest) own.push(['org.opencontainers.image.base.digest', parent.digest])
  const known: [string, JsonValue][] = digest ? [[DIGEST_LABEL, digest]] : []
  return new Map([...own, ...known, ...named(written.filter(({ name }) => name !== DIGEST_LABEL))])
}

function variableBlock({ usedBy }: LateVariable): JsonValue {
  return { type: 'string', default: '', description: usedBy }
}

/**
 * Makes a target ask for its variables, and for no others: bake looks at the `validation` of a variable whatever is built, but at what a target inherits only
 * where the target is built.
 */
function asksFor(values: readonly BuildArgument[], { variables }: BuildPlan): { inherits?: JsonValue } {
  const used = new Set(values.flatMap(({ value }) => variablesOf(value ?? '')))
  const inherits = variables
    .filter(({ name }) => used.has(name))
    .map(({ name, usedBy }) => {
      const missing = hclString(`until ${name} is set: ${usedBy} leaves it to the build`)
      return new HclTemplate(`\${${name} != "" ? "${GIVEN_TARGET}" : ${missing}}`)
    })
  return inherits.length > 0 ? { inherits } : {}
}

/** Every name in the bake file: what a second file that is read with it must not use. */
export function takenNames({ images, groups }: BuildPlan): string[] {
  const targets = images.flatMap(({ id, parentTarget }) => (parentTarget === null ? [id] : [id, parentTarget]))
  return [GIVEN_TARGET, ...targets, ...groups.map(({ name }) => name)]
}

function target(image: ImagePlan, plan: BuildPlan, digest: string | undefined): JsonValue {
  const folder = inOutput(plan, `images/${image.id}`)
  const place =
    image.kind === 'dockerfile'
      ? dockerfileParent(image, plan)
      : plan.dialect === 'zenml' && image.kind === 'build'
        ? { context: folder, dockerfile: 'Dockerfile' }
        : { context: '.', dockerfile: `${folder}/Dockerfile` }
  const { options, secrets } = targetsOf(image)[0]!
  const carried = image.kind === 'build' && plan.dialect !== 'zenml' ? carriedArguments(image) : []
  return {
    description: descriptionOf(image),
    ...asksFor([...options.args, ...options.labels, ...carried], plan),
    ...place,
    ...contextsOf(image, plan, folder),
    ...optionKeys(options, image.id, carried),
    labels: labelsOf(image, digest, options.labels),
    tags: image.tags.map(tag => new HclTemplate(tagText(tag))),
    ...secretKeys(secrets, plan),
    ...(plan.dialect === 'buildkit' && hasSecretsStage(image) && { 'no-cache-filter': [SECRETS] }),
  }
}

/** A tag as the bake file has it. */
export const tagText = (tag: string): string => `${hcl(tag)}\${DOCKCOMPILE_TAG_SUFFIX}`

/** What a Dockerfile of ours reads besides its own context: the user's Dockerfile as an image, and the folder with its longer lists. */
function contextsOf(image: ImagePlan, plan: BuildPlan, folder: string): { contexts?: JsonValue } {
  if (image.kind !== 'build') return {}
  const contexts = {
    ...(image.parent.kind === 'dockerfile' && { [parentName(image, plan)]: `target:${image.parentTarget}` }),
    ...(hasFilesContext(image, plan) && { [FILES]: folder }),
  }
  return Object.keys(contexts).length > 0 ? { contexts } : {}
}

/** What `FROM` calls the image of the user's Dockerfile. */
function parentName(image: ImagePlan, plan: BuildPlan): string {
  return plan.dialect === 'zenml' && image.parent.kind === 'dockerfile' ? image.parent.intermediate : image.parentTarget!
}

function parentTargets(image: ImagePlan, plan: BuildPlan): [string, JsonValue][] {
  const { parent, parentTarget } = image
  if (parentTarget === null || parent.kind !== 'dockerfile' || parentOwner(image, plan) !== image.id) return []
  const on = plan.images.filter(other => other.parentTarget === parentTarget).map(({ id }) => id)
  return [
    [
      parentTarget,
      {
        description: `${parent.dockerfile}, the parent of ${firstOf(on)}`,
        ...asksFor(parent.options.args, plan),
        ...dockerfileParent(image, plan),
        ...optionKeys({ ...parent.options, attest: [] }, parentTarget, []),
        ...secretKeys(parent.secrets, plan),
      },
    ],
  ]
}

/**
 * Context and Dockerfile of a target that builds the user's Dockerfile. With a context of its own the user's file is used where it is; without,
 * a copy in the output folder has an ignore file that leaves everything out, because ZenML's context then holds nothing but the Dockerfile.
 */
function dockerfileParent(image: ImagePlan, plan: BuildPlan): Record<string, JsonValue> {
  const { parent } = image
  if (parent.kind !== 'dockerfile') throw new Error(`${image.id} has no Dockerfile`)
  const context = parent.context ?? '.'
  const path = parent.copied ? inOutput(plan, `images/${parentOwner(image, plan)}/parent.Dockerfile`) : parent.dockerfile
  return { context, dockerfile: relativePath(context, path) }
}

function relativePath(from: string, to: string): string {
  if (from === '.') return to
  const a = from.split('/')
  const b = to.split('/')
  while (a.length && b.length > 1 && a[0] === b[0]) {
    a.shift()
    b.shift()
  }
  return [...a.map(() => '..'), ...b].join('/')
}

function optionKeys(options: TargetOptions, target: string, carried: readonly BuildArgument[]): Record<string, JsonValue> {
  const args = [...options.args, ...lateArguments(carried, options.args)]
  return {
    ...(args.some(argument => argument.value !== null) && { args: named(args) }),
    ...(options.target !== null && { target: options.target }),
    ...(options.platforms.length && { platforms: options.platforms }),
    ...(options.cacheFrom.length && { 'cache-from': cachesOf(options.cacheFrom, target) }),
    ...(options.cacheTo.length && { 'cache-to': cachesOf(options.cacheTo, target) }),
    ...(options.attest.length && { attest: options.attest }),
    ...(options.network !== null && { network: options.network }),
    ...(options.shmSize !== null && { 'shm-size': options.shmSize }),
    ...(options.extraHosts.length && { 'extra-hosts': new Map(options.extraHosts) }),
    ...(options.noCache && { 'no-cache': true }),
    ...(options.pull && { pull: true }),
  }
}

/** Caches of one target; the placeholder becomes its name. */
function cachesOf(caches: readonly string[], target: string): string[] {
  return caches.map(cache => cache.replaceAll(IMAGE_PLACEHOLDER, target))
}

function lateArguments(carried: readonly BuildArgument[], given: readonly BuildArgument[]): BuildArgument[] {
  const names = new Set(given.map(argument => argument.name))
  return carried.filter(argument => !names.has(argument.name))
}

/** Arguments that carry values which the Dockerfile cannot hold: late ones, and those with a line break. */
function carriedArguments(image: ImagePlan): BuildArgument[] {
  const found = new Map<string, BuildArgument>()
  for (const { argument, value } of [...image.environment, ...image.runtimeEnvironment]) {
    if (argument !== null) found.set(argument, { name: argument, value })
    else for (const variable of variablesOf(value)) found.set(variable, { name: variable, value: [{ variable }] })
  }
  return [...found.values()]
}

function named(entries: readonly BuildArgument[]): Map<string, JsonValue> {
  return new Map(entries.flatMap(({ name, value }): [string, JsonValue][] => (value === null ? [] : [[name, bakeValue(value)]])))
}

function bakeValue(value: Value): JsonValue {
  return typeof value === 'string' ? value : hclTemplate(value)
}

function descriptionOf({ usedBy, origin }: ImagePlan): string {
  return usersText(usedBy.length ? usedBy : [origin.pipeline])
}

/** `pipeline training, pipeline training step fit`. */
export function usersText(usedBy: readonly string[]): string {
  return firstOf(usedBy.map(user => `pipeline ${user.replace('/', ' step ')}`))
}

/** The first six of some names, and how many more there are. */
function firstOf(names: readonly string[]): string {
  return `${names.slice(0, 6).join(', ')}${names.length > 6 ? `, and ${names.length - 6} more` : ''}`
}

function secretKeys(secrets: readonly SecretPlan[], plan: BuildPlan): { secret?: string[] } {
  return secrets.length && plan.dialect === 'buildkit' ? { secret: secrets.map(secretText) } : {}
}

/** The short form: old versions of bake refuse objects. */
function secretText({ id, env, file }: SecretPlan): string {
  const text = file === null ? `id=${id},env=${env}` : `id=${id},src=${file}`
  return /[,"]/.test(file ?? '') ? `id=${id},"src=${file!.replaceAll('"', '""')}"` : text
}
