import { packageSchema } from '../../edge/package-files.ts'
import { jsonText } from '../../quote/json.ts'

type Json = Readonly<Record<string, unknown>>

/** A schema of the package with those that it refers to inside of it, so that nobody has to look for another file. Its `$id` is left out: a validator may know the name already. */
export function wholeSchema(name: string): string {
  const others = new Map<string, unknown>()
  const { $id: _, ...schema } = packageSchema(name)
  const own = moved(schema, '#', others) as Json
  const $defs = { ...(own.$defs as Json | undefined), ...Object.fromEntries(others) }
  return `${jsonText({ ...own, ...(Object.keys($defs).length > 0 && { $defs }) }, 2)}\n`
}

/**
 * A part of a schema for another place.
 *
 * @param at where the schema is that the part belongs to: `#`, or `#/$defs/pipeline`
 * @param others takes the schemas that are referred to, by name
 */
function moved(part: unknown, at: string, others: Map<string, unknown>): unknown {
  if (Array.isArray(part)) return part.map(each => moved(each, at, others))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) =>
      key === '$ref' && typeof value === 'string' ? [key, reference(value, at, others)] : [key, moved(value, at, others)],
    ),
  )
}

function reference(ref: string, at: string, others: Map<string, unknown>): string {
  const [, other, rest = ''] = /^(?:([a-z-]+)\.schema\.json)?#?(.*)$/s.exec(ref)!
  if (other === undefined) return `${at}${rest}`
  const place = `#/$defs/${other}`
  if (!others.has(other)) {
    const { $id: _, $schema: __, ...schema } = packageSchema(other)
    others.set(other, undefined)
    others.set(other, moved(schema, place, others))
  }
  return `${place}${rest}`
}
