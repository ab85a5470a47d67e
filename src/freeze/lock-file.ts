import { byCodePoint } from '../basics/order.ts'
import type { Conflict, Files, Image, Package, Pipeline } from '../model/generated/lock.ts'
import { type JsonValue, json } from '../quote/json.ts'

/** What `freeze` records about an image. */
export type ImageFacts = Required<Image>

/** What `freeze` records about the packages of a resolved list, by name. */
export type ListedPackages = Readonly<Record<string, Required<Package>>>

/** Files that several packages write. */
export type FileConflict = Required<Conflict>

/** What `freeze` records about the files of the packages of a resolved list. */
export interface ListedFiles extends Required<Files> {
  readonly conflicts: FileConflict[]
}

/** What `freeze` records about a pipeline, as capture.py prints it. */
export type CapturedAnswer = Pipeline

/** The lock file's tables. */
export interface LockTables {
  readonly commands: ReadonlyMap<string, string>
  readonly images: ReadonlyMap<string, ImageFacts>
  readonly requirements: ReadonlyMap<string, string>
  /** By the keys of `requirements`. */
  readonly packages: ReadonlyMap<string, ListedPackages>
  /** By the keys of `requirements`. */
  readonly files: ReadonlyMap<string, ListedFiles>
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
    files: new Map(Object.entries(asObject(lock.files)).map(([key, list]) => [key, listedFiles(asObject(list))])),
    pipelines: new Map(Object.entries(asObject(lock.pipelines)) as [string, CapturedAnswer][]),
  }
}

function listedFiles({ conflicts, unread }: Record<string, unknown>): ListedFiles {
  return {
    conflicts: listOf(conflicts).map(each => {
      const { packages, file, count } = asObject(each)
      return { packages: listOf(packages).map(String), file: String(file), count: typeof count === 'number' ? count : 1 }
    }),
    unread: listOf(unread).map(String),
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
export function lockFileText({ commands, images, requirements, packages, files, pipelines }: LockTables): string {
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
    files: files.size > 0 ? sorted(new Map([...files].map(([key, list]) => [key, filesText(list)]))) : undefined,
  })
}

function pythonText({ folders = {}, packages, elsewhere = {}, ...layout }: NonNullable<ImageFacts['python']>): JsonValue {
  return { ...layout, folders: sortedKeys(folders), packages: sortedKeys(packages), elsewhere: sortedKeys(elsewhere) }
}

function listText(list: ListedPackages): JsonValue {
  const texts = Object.entries(list).map(([name, { wheels, source }]) => [name, { wheels: sortedKeys(wheels), source }] as const)
  return sorted(new Map<string, JsonValue>(texts))
}

const filesText = ({ conflicts, unread }: ListedFiles): JsonValue => ({
  conflicts: conflicts.map(({ packages, file, count }) => ({ packages, file, count })),
  unread,
})

const sortedKeys = (table: Readonly<Record<string, JsonValue>>): ReadonlyMap<string, JsonValue> =>
  sorted(new Map(Object.entries(table)))

const sorted = (table: ReadonlyMap<string, JsonValue>): ReadonlyMap<string, JsonValue> =>
  new Map([...table].sort(([a], [b]) => byCodePoint(a, b)))

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
