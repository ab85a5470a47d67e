/**
 * What messages need of the schemas, as small as it gets: which keys a place has, what it expects, which values it allows.
 *
 * A tree of the schemas' own form, with `ref` in place of references; src/2-validate/shape.ts walks it.
 */
export function shapesOf(schemas, kinds) {
  const shapes = {}
  for (const kind of kinds) {
    shapes[kind] = shapeOf(schemas[kind], kind, schemas)
    for (const [name, schema] of Object.entries(schemas[kind].$defs ?? {}))
      shapes[`${kind}/${name}`] = shapeOf(schema, kind, schemas)
  }
  return shapes
}

function shapeOf(schema, kind, schemas) {
  if (schema === true || schema === false) return {}
  const properties = { ...schema.properties }
  for (const rule of schema.allOf ?? []) Object.assign(properties, rule.then?.properties)
  const rest = schema.additionalProperties ?? schema.then?.additionalProperties
  const shape = {
    ref: (schema.$ref ?? schema.then?.$ref) && nameOf(schema.$ref ?? schema.then.$ref, kind),
    expected: schema['x-expected'],
    values: schema['x-values'] ?? schema.enum?.filter(v => v !== null).map(String),
    item: schema['x-item'],
    pattern: schema.pattern,
    text: (!schema.enum && [schema.type].flat().includes('string')) || undefined,
    kind: schema['x-kind'],
    refuse: schema['x-unknown'] === 'refuse' || undefined,
    keys: Object.keys(properties).length ? mapValues(properties, s => shapeOf(s, kind, schemas)) : undefined,
    patterns:
      schema.patternProperties &&
      Object.entries(schema.patternProperties).map(([pattern, s]) => [pattern, shapeOf(s, kind, schemas)]),
    rest: typeof rest === 'object' ? shapeOf(rest, kind, schemas) : undefined,
    items: schema.items && shapeOf(schema.items, kind, schemas),
  }
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined))
}

/** `#/$defs/flag` → `pipeline/flag`; `build.schema.json` → `build`; `#/$defs/a/properties/b` → `pipeline/a.b`. */
function nameOf(reference, kind) {
  const [file, pointer = ''] = reference.split('#')
  const [, , definition, , property] = pointer.split('/') // as in `#/$defs/demand/properties/quantity`
  const owner = file ? file.replace('.schema.json', '') : kind
  return owner + (definition ? `/${definition}` : '') + (property ? `.${property}` : '')
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
