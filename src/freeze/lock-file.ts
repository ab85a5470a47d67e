import { byCodePoint } from '../basics/order.ts'
import type { Image, Package, Pipeline } from '../model/generated/lock.ts'
import { type JsonValue, json } from '../quote/json.ts'

/** What `freeze` records about an image. */
export type ImageFacts = Required<Image>

/** What `freeze` records about the packages of a resolved list, by name. */
export type ListedPackages = Readonly<Record<string, Required<Package>>>

/** What `freeze` records about a pipeline, as capture.py prints it. */
export type CapturedAnswer = Pipeline

/** The lock file's tables. */
export interface LockTables {
  readonly commands: ReadonlyMap<string, string>
  readonly images: ReadonlyMap<string, ImageFacts>
  readonly requirements: ReadonlyMap<string, string>
  /** By the keys of `requirements`. */
  readonly packages: ReadonlyMap<string, ListedPackages>
  readonly pipelines: ReadonlyMap<string, CapturedAnswer>
}

/** The tables of a lock file's text. One that is damaged, by a merge for example, has no entries: it is about to be written anew. */
export function readLockFile(text: string | undefined): LockTables {
  const lock = asObject(parsed(text))
  const texts = (value: unknown) =>
    new Map(Object.entries(asObject(value)).filter((e): e is [string, string] => typeof e[1] === 'string'))
  return {
    commands: texts(lock.commands),
    images: new Map(Object.entries(asObject(lock.images)).map(([name, facts]) => [name, imageFacts(asObject(facts))])),
    requirements: texts(lock.requirements),
    packages: new Map(Object.entries(asObject(lock.packages)) as [string, ListedPackages][]),
    pipelines: new Map(Object.entries(asObject(lock.pipelines)) as [string, CapturedAnswer][]),
  }
}

function imageFacts(facts: Record<string, unknown>): ImageFacts {
  const { digest, user, workdir, environment, platforms, layers, python } = facts
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    digest: typeof digest === 'string' ? digest : null,
    user: text(user),
    workdir: text(workdir),
    environment: Object.fromEntries(Object.entries(asObject(environment)).map(([name, value]) => [name, text(value)])),
    platforms: Array.isArray(platforms) ? platforms.map(text) : [],
    layers: typeof layers === 'number' ? layers : null,
    python: typeof python === 'object' ? (python as ImageFacts['python']) : null,
  }
}

/** The lock file's text: the same tables give the same bytes, in whatever order they were filled. */
export function lockFileText({ commands, images, requirements, packages, pipelines }: LockTables): string {
  return json({
    version: 1,
    commands: sorted(commands),
    images: sorted(
      new Map(
        [...images].map(([name, { digest, user, workdir, environment, platforms, layers, python }]): [string, JsonValue] => [
          name,
          {
            ...{ digest, user, workdir, environment: sortedKeys(environment), platforms },
            layers: layers ?? undefined,
            python: python === null ? undefined : pythonText(python),
          },
        ]),
      ),
    ),
    // Few projects have any.
    pipelines:
      pipelines.size > 0 ? sorted(pipelines as ReadonlyMap<string, unknown> as ReadonlyMap<string, JsonValue>) : undefined,
    requirements: sorted(requirements),
    packages: packages.size > 0 ? sorted(new Map([...packages].map(([key, list]) => [key, listText(list)]))) : undefined,
  })
}

function pythonText({
  folders = {},
  packages,
  elsewhere = {},
  links = {},
  ...layout
}: NonNullable<ImageFacts['python']>): JsonValue {
  return {
    ...layout,
    // Few parents have any.
    links: Object.keys(links).length > 0 ? sortedKeys(links) : undefined,
    folders: sortedKeys(folders),
    packages: sortedKeys(packages),
    elsewhere: sortedKeys(elsewhere),
  }
}

function listText(list: ListedPackages): JsonValue {
  const texts = Object.entries(list).map(([name, { wheels, source }]) => [name, { wheels: sortedKeys(wheels), source }] as const)
  return sorted(new Map<string, JsonValue>(texts))
}

const sortedKeys = (table: Readonly<Record<string, JsonValue>>): ReadonlyMap<string, JsonValue> =>
  sorted(new Map(Object.entries(table)))

const sorted = (table: ReadonlyMap<string, JsonValue>): ReadonlyMap<string, JsonValue> =>
  new Map([...table].sort(([a], [b]) => byCodePoint(a, b)))

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
