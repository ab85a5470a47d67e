import { shapes } from './validators.generated.js'

/** What messages say about one place of a file; made from the schemas (scripts/generate/shapes.mjs). */
export interface ShapeNode {
  /** Another node that says the rest: `pipeline/flag`, or `pipeline/buildOptions.pull` for a key of it. */
  readonly ref?: string
  /** What goes after "must be". */
  readonly expected?: string
  /** Allowed values, for suggestions. */
  readonly values?: readonly string[]
  /** What a list holds; names that end at spaces, so that `git curl` may be two. */
  readonly item?: string
  /** What a text must match. */
  readonly pattern?: string
  /** A text is one of the things that it may be. */
  readonly text?: boolean
  readonly kind?: 'flag' | 'number'
  /** An unknown key is an error whatever the file's policy. */
  readonly refuse?: boolean
  readonly keys?: Readonly<Record<string, ShapeNode>>
  readonly patterns?: readonly (readonly [string, ShapeNode])[]
  /** Of keys that are not named. */
  readonly rest?: ShapeNode
  readonly items?: ShapeNode
}

/** The shape of a place: by the name of a file or definition, and the keys and indices that lead there. */
export function shapeAt(name: string, path: readonly (string | number)[]): ShapeNode {
  let here = resolved(shapes()[name])
  for (const step of path) here = resolved(typeof step === 'number' ? here.items : inside(here, step))
  return here
}

/** The names of the keys of a place. */
export const keysOf = (shape: ShapeNode): string[] => Object.keys(shape.keys ?? {})

function inside(shape: ShapeNode, key: string): ShapeNode | undefined {
  if (shape.keys && Object.hasOwn(shape.keys, key)) return shape.keys[key]
  return shape.patterns?.find(([pattern]) => new RegExp(pattern, 'u').test(key))?.[1] ?? shape.rest
}

/** A node and what it refers to in one: what it says itself comes first. */
function resolved(shape: ShapeNode | undefined): ShapeNode {
  if (!shape?.ref) return shape ?? {}
  const [name, key] = shape.ref.split('.') as [string, string?]
  const target = resolved(key ? resolved(shapes()[name]).keys?.[key] : shapes()[name])
  return { ...target, ...shape }
}
