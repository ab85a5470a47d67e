import { get, type Node } from '../model/node.ts'
import type { CapturedPipeline, Lock, LockedConflict, LockedImage, LockedPackage, ParentPython } from '../model/workspace.ts'
import { textAt, textsAt } from './place.ts'

/** The name of the lock file, in the project root. */
export const LOCK_FILE = 'dockcompile.lock.json'

/** What the lock file says; empty without one. */
export function lockOf(root: Node | undefined): Lock {
  return {
    commands: new Map(texts(root, 'commands')),
    images: new Map(entries(root, 'images').map(([name, node]) => [name, lockedImage(node)])),
    requirements: new Map(texts(root, 'requirements')),
    packages: new Map(entries(root, 'packages').map(([key, node]) => [key, lockedPackages(node)])),
    conflicts: new Map(entries(root, 'files').map(([key, node]) => [key, lockedConflicts(node)])),
    pipelines: new Map(capturedPipelines(get(root, 'pipelines'))),
  }
}

function capturedPipelines(table: Node | undefined): [string, CapturedPipeline][] {
  if (table?.kind !== 'map') return []
  return table.entries.flatMap(({ key, value }): [string, CapturedPipeline][] => {
    if (key.kind !== 'string' || value.kind !== 'map') return []
    const files = new Map(texts(value, 'files'))
    const variables = new Map(texts(value, 'variables'))
    return [[key.value, { answer: value, at: key.span, files, variables, environment: textsAt(value, 'environment') }]]
  })
}

function lockedImage(node: Node): LockedImage {
  return {
    digest: textAt(node, 'digest')?.value ?? null,
    user: textAt(node, 'user')?.value ?? null,
    environment: new Map(texts(node, 'environment')),
    platforms: textsAt(node, 'platforms'),
    layers: numberOf(get(node, 'layers')),
    python: parentPython(get(node, 'python')),
  }
}

function parentPython(node: Node | undefined): ParentPython | null {
  if (node?.kind !== 'map') return null
  const text = (key: string): string => textAt(node, key)?.value ?? ''
  return {
    command: text('command') === 'python3' ? 'python3' : 'python',
    executable: text('executable'),
    version: text('version'),
    prefix: text('prefix'),
    site: text('site'),
    scripts: text('scripts'),
    installers: textsAt(node, 'installers') as readonly ('pip' | 'uv')[],
    folders: new Map(texts(node, 'folders')),
    packages: new Map(texts(node, 'packages')),
    elsewhere: new Map(texts(node, 'elsewhere')),
  }
}

function lockedPackages(list: Node): ReadonlyMap<string, LockedPackage> {
  const packages = list.kind === 'map' ? list.entries : []
  return new Map(
    packages.flatMap(({ key, value }): [string, LockedPackage][] => {
      if (key.kind !== 'string') return []
      const wheels = entries(value, 'wheels').map(([platform, bytes]) => [platform, numberOf(bytes)] as const)
      return [[key.value, { wheels: new Map(wheels), source: numberOf(get(value, 'source')) }]]
    }),
  )
}

function lockedConflicts(list: Node): LockedConflict[] {
  const conflicts = get(list, 'conflicts')
  return (conflicts?.kind === 'list' ? conflicts.items : []).map(node => ({
    packages: textsAt(node, 'packages'),
    file: textAt(node, 'file')?.value ?? '',
    count: numberOf(get(node, 'count')) ?? 1,
  }))
}

const numberOf = (node: Node | undefined): number | null => (node?.kind === 'int' ? Number(node.value) : null)

function texts(node: Node | undefined, key: string): [string, string][] {
  return entries(node, key).flatMap(([name, value]): [string, string][] => (value.kind === 'string' ? [[name, value.value]] : []))
}

function entries(node: Node | undefined, key: string): [string, Node][] {
  const map = get(node, key)
  return map?.kind === 'map'
    ? map.entries.flatMap(e => (e.key.kind === 'string' ? [[e.key.value, e.value] as [string, Node]] : []))
    : []
}
