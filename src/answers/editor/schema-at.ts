/** What is read of a schema. */
export interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly deprecated?: boolean
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

/** The parts of a schema that a value at a path may fit: several where the schema leaves a choice. Empty where nothing is said of it. */
export function schemasAt(root: Schema, path: readonly (string | number)[]): Schema[] {
  return path.reduce<Schema[]>((here, step) => here.flatMap(schema => below(schema, step, root)), choices(root, root))
}

function below(schema: Schema, step: string | number, root: Schema): Schema[] {
  if (typeof step === 'number') return schema.items ? choices(schema.items, root) : []
  const { properties = {}, additionalProperties } = schema
  const next = Object.hasOwn(properties, step) ? properties[step] : additionalProperties
  return typeof next === 'object' ? choices(next, root) : []
}

/** A schema with what its references and alternatives say; the outer description wins. */
function choices(schema: Schema, root: Schema): Schema[] {
  const { $ref, anyOf = [], oneOf = [], allOf = [] } = schema
  const referred = $ref === undefined ? undefined : root.$defs?.[$ref.replace('#/$defs/', '')]
  const others = [...(referred ? [referred] : []), ...anyOf, ...oneOf, ...allOf].flatMap(each => choices(each, root))
  return [schema, ...others]
}

/** The first description that a path has. */
export const descriptionAt = (root: Schema, path: readonly (string | number)[]): string | undefined =>
  schemasAt(root, path).find(({ description }) => description !== undefined)?.description
