import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { shapesOf } from './shapes.mjs'

/** Which files the compiler reads; the others have schemas for their readers. */
const KINDS = ['stack', 'pipeline', 'project', 'lock', 'build']

/** One JavaScript module: a function per kind of file, one for `settings.docker`, and `shapes`, what messages say about each place. */
export async function generateValidators(root, schemas) {
  const ids = Object.fromEntries(KINDS.map(kind => [kind, schemas[kind].$id]))
  ids.dockerSettings = `${schemas.pipeline.$id}#/$defs/dockerSettings`
  return validators(
    root,
    KINDS.map(kind => checkable(schemas[kind])),
    ids,
    // A run without a mistake needs none of them.
    `let made; export const shapes = () => made ??= ${JSON.stringify(shapesOf(schemas, KINDS))}`,
  )
}

/** The files of an output that `diff` reads back: a later version may have added keys, so unknown ones are taken. */
export async function generateOutputValidators(root, schemas) {
  const kinds = ['manifest', 'bake']
  const exports = Object.fromEntries(kinds.map(kind => [kind, schemas[kind].$id]))
  return validators(
    root,
    kinds.map(kind => tolerant(checkable(schemas[kind]))),
    exports,
    '',
  )
}

/** The schema without its refusal of keys that it does not know. */
function tolerant(schema) {
  if (Array.isArray(schema)) return schema.map(tolerant)
  if (schema === null || typeof schema !== 'object') return schema
  const known = Object.entries(schema).filter(([keyword, value]) => !(keyword === 'additionalProperties' && value === false))
  return Object.fromEntries(known.map(([keyword, value]) => [keyword, LITERAL.has(keyword) ? value : tolerant(value)]))
}

async function validators(root, schemas, exports, more) {
  // What is left of the schemas in `checkable` means the same in every draft, and the class for 2020-12 makes twice the code.
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strict: false,
    strictNumbers: true,
    // References stay calls: a definition that is used a hundred times is there once.
    inlineRefs: false,
    code: { source: true, esm: true, lines: true, optimize: true },
    schemas,
    validateSchema: false,
  })
  const code = `${compact(standalone.default(ajv, exports))}\n${more}\n`
  // ajv's helpers come as `require` calls, even in modules: bundled here, the file is alone.
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: 'validators.js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    banner: { js: '// Made by scripts/generate.mjs from schema/.' },
  })
  return outputFiles[0].text
}

/** The same code at a quarter of its size: without what `Finding` does not have, and with one function to add a finding. */
function compact(code) {
  const finding =
    /const err\d+ = \{instancePath(:.+)?,schemaPath:.+,keyword:(".+?"),params:(\{.*?\})(,propertyName:\w+)?\};\s*if\(vErrors === null\)\{\s*vErrors = \[err\d+\];\s*\}\s*else \{\s*vErrors\.push\(err\d+\);\s*\}/g
  const shorter = code.replace(finding, (_, path = '', keyword, params, name = '') => {
    const used = /additionalProperty|missingProperty|propertyName/.test(params) ? params : '{}'
    return `vErrors = add(vErrors, {instancePath${path},keyword:${keyword},params:${used}${name}});`
  })
  const call =
    /if\(!\((validate\d+)\((\w[^{}]*?), \{instancePath(:[^{}]+?)?,parentData.*?rootData\}\)\)\)\{\s*vErrors = vErrors === null \? validate\d+\.errors : vErrors\.concat\(validate\d+\.errors\);\s*errors = vErrors\.length;\s*\}/g
  const shortest = shorter.replace(call, (_, validate, data, path) => {
    return `vErrors = addAll(vErrors, ${validate}, ${data}, ${path?.slice(1) ?? 'instancePath'});errors = vErrors === null ? 0 : vErrors.length;`
  })
  const constants = shortest.replace(
    /^const (schema\d+) = (\{.*\});$/gm,
    (_, name, json) => `const ${name} = ${JSON.stringify(names(JSON.parse(json)))};`,
  )
  return `const add = (all, one) => all === null ? [one] : (all.push(one), all);
const addAll = (all, validate, data, instancePath) =>
  validate(data, {instancePath}) ? all : all === null ? validate.errors : all.concat(validate.errors);
${constants}`
}

/** Of a schema as a constant, the code only asks which properties there are, here and in schemas inside. */
function names(schema) {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) return schema
  const kept = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') kept.properties = mapValues(value, v => (hasNames(v) ? names(v) : 0))
    else if (keyword !== '$defs' && hasNames(value)) kept[keyword] = names(value)
  }
  return kept
}
const hasNames = value => JSON.stringify(value)?.includes('"properties":')

const ANNOTATIONS = new Set(['$schema', 'title', 'description', 'examples', 'default', 'deprecated'])

/** The schema without texts, and with the rules that only the compiler can check. */
function checkable(schema, condition = false) {
  if (Array.isArray(schema)) return schema.map(s => checkable(s))
  if (schema === null || typeof schema !== 'object') return schema
  // Checked later, after `${NAME}` was replaced.
  if (schema['x-later']) return { type: 'object', propertyNames: TEXT_KEY }
  // Dates have a type of their own, and what pydantic reads as one is more than the schema says to editors.
  if (schema['x-date']) return { not: { type: ['boolean', 'array', 'object'] } }
  const result = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) continue
    result[keyword] = NAMED.has(keyword)
      ? mapValues(value, s => checkable(s))
      : LITERAL.has(keyword)
        ? value
        : checkable(value, keyword === 'if')
  }
  if (!condition && needsTextKeys(schema)) result.propertyNames = TEXT_KEY
  return result
}

/** Keywords whose value maps names to schemas: the names are not keywords. */
const NAMED = new Set(['properties', 'patternProperties', '$defs'])
const LITERAL = new Set(['enum', 'const', 'required', 'type'])
const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

/** `toPlain` writes a key that is not a text as NUL and its position (src/2-validate/plain.ts). */
const TEXT_KEY = { pattern: '^(?!\\u0000)' }

/** pydantic looks at every key of a `Dict[str, …]` and of a model that keeps extra keys, and at none of a model that ignores them. */
function needsTextKeys(schema) {
  if (schema['x-text-keys']) return true
  if (schema.$ref) return false
  return [schema.type].flat().includes('object') && schema.additionalProperties !== false && !schema['x-any-keys']
}
