import * as assert from 'uvu/assert'

/** The condition on a suffix of tags, the only one that calls functions. */
const IS_SUFFIX =
  'DOCKCOMPILE_TAG_SUFFIX == "" || length(regexall("^[-._][0-9A-Za-z._-]*[0-9A-Za-z_]$", DOCKCOMPILE_TAG_SUFFIX)) > 0'

/**
 * Reads every string of a bake file as HCL reads it (a template), and asserts that nothing is evaluated but the file's own variables, in the
 * forms that we write: `${NAME}`, `${"$"}`, the revision's label and a variable's condition.
 */
export function assertBakeStrings(bake: { readonly variable?: Readonly<Record<string, unknown>> }): void {
  const names = new Set(Object.keys(bake.variable ?? {}))
  for (const text of strings(bake)) {
    for (const expression of expressions(text)) {
      if (/^"\$+"$/.test(expression) || expression === IS_SUFFIX) continue
      const code = expression.replace(LITERAL, '""')
      const foreign = (code.match(/[A-Za-z_][A-Za-z0-9_-]*/g) ?? []).filter(name => name !== 'null' && !names.has(name))
      const nested = (expression.match(LITERAL) ?? []).some(literal => /(?<![$%])[$%](?:[$%]{2})*\{/.test(literal))
      assert.ok(
        foreign.length === 0 && !nested && /^[\w ?:!="&-]*$/.test(code),
        `bake would evaluate ${JSON.stringify(expression)} in ${JSON.stringify(text)}`,
      )
    }
  }
}

/** A text in an expression, which may be a template as well. */
const LITERAL = /"(?:[^"\\]|\\.)*"/g

/** The expressions of an HCL template (hashicorp/hcl, json/spec.md): `${…}` and `%{…}`, unless the sign is twice. */
function expressions(text: string): string[] {
  const found: string[] = []
  for (let i = 0; i < text.length; i++) {
    const two = text.slice(i, i + 2)
    if ((two === '$$' || two === '%%') && text[i + 2] === '{') i += 2
    else if (two === '${' || two === '%{') {
      assert.ok(two === '${', `a directive in ${JSON.stringify(text)}`)
      const expression = /^(?:[^"}]|"(?:[^"\\]|\\.)*")*(?=\})/.exec(text.slice(i + 2))?.[0]
      assert.ok(expression !== undefined, `an expression without an end in ${JSON.stringify(text)}`)
      found.push(expression)
      i += 2 + expression.length
    }
  }
  return found
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [...(Array.isArray(value) ? [] : [key]), ...strings(item)])
}
