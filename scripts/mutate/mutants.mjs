import ts from 'typescript'

/**
 * Every place of a TypeScript file that could be a little different: its line, what is done, the line before and after (as far as one line shows
 * it), and for scripts/mutate/switched.mjs an expression (`start`, `end`) with the `text` that is there instead. The body of a function has no
 * `text`: it ends at once. `opensStatement` says that a statement begins with the expression.
 */
export function mutantsOf(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const mutants = []
  const visit = node => {
    if (ts.isTypeNode(node) || isWithoutPlaces(node)) return
    for (const [what, change] of Object.entries(CHANGES)) {
      const edit = change(node)
      if (edit) mutants.push(mutant(what, node, edit))
    }
    ts.forEachChild(node, visit)
  }
  const mutant = (what, node, [start, end, written]) => {
    const whole = wholeChain(node)
    const changed = source.slice(0, start) + written + source.slice(end)
    const { line } = file.getLineAndCharacterOfPosition(start)
    const text = ts.isBlock(node) ? undefined : changed.slice(whole.getStart(), whole.end + changed.length - source.length)
    const shown = all => all.split('\n')[line].trim()
    const outside = ts.findAncestor(whole, above => above.getStart() !== whole.getStart() || ts.isExpressionStatement(above))
    return {
      path,
      line: line + 1,
      what,
      before: shown(source),
      after: shown(changed),
      start: whole.getStart(),
      end: whole.end,
      text,
      opensStatement: outside !== undefined && ts.isExpressionStatement(outside),
    }
  }
  ts.forEachChild(file, visit)
  return mutants
}

const isWithoutPlaces = node =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node)

/** All of `a?.b.c()` for a part of it: brackets around a part would end what `?.` leaves out. */
function wholeChain(node) {
  const { parent } = node
  return ts.isOptionalChain(parent) && parent.expression === node ? wholeChain(parent) : node
}

const OPERATORS = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
])

const LEFT_OUT = ['filter', 'sort', 'reverse', 'trim', 'trimEnd', 'toLowerCase', 'slice', 'replace', 'replaceAll']
const OPPOSITES = { some: 'every', every: 'some', startsWith: 'endsWith', endsWith: 'startsWith' }

/** Of every function there is one. */
export const WHOLE_FUNCTION = 'a function that gives nothing'

/**
 * The key says what is changed; a change gives start, end and the new text, or undefined where it does not apply.
 *
 * @type {Record<string, (node: any) => [number, number, string] | false | '' | undefined>}
 */
const CHANGES = {
  'another operator': node => {
    if (!ts.isBinaryExpression(node)) return undefined
    const operator = OPERATORS.get(node.operatorToken.kind)
    return operator && [node.operatorToken.getStart(), node.operatorToken.end, operator]
  },
  'the left side alone': node =>
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken
      ? [node.left.end, node.end, '']
      : undefined,
  'a condition that always holds': node => isCondition(node) && all(node, 'true'),
  'a condition that never holds': node => isCondition(node) && all(node, 'false'),
  'the other truth value': node => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) return all(node, 'false')
    return node.kind === ts.SyntaxKind.FalseKeyword ? all(node, 'true') : undefined
  },
  'no negation': node =>
    ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken
      ? [node.getStart(), node.operand.getStart(), '']
      : undefined,
  'a number more': node => (ts.isNumericLiteral(node) && isValue(node) ? all(node, `${Number(node.text) + 1}`) : undefined),
  'another text': node => {
    if (!(ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) || !isValue(node)) return undefined
    return all(node, 'text' in node && node.text === '' ? "'?'" : "''")
  },
  'an empty list': node =>
    ts.isArrayLiteralExpression(node) && node.elements.length > 0 && isValue(node) ? all(node, '[]') : undefined,
  'a pattern without its anchor': node => {
    if (!ts.isRegularExpressionLiteral(node)) return undefined
    if (node.text.startsWith('/^')) return [node.getStart() + 1, node.getStart() + 2, '']
    const end = node.getStart() + node.text.lastIndexOf('/')
    return /[^\\]\$\/[a-z]*$/.test(node.text) ? [end - 1, end, ''] : undefined
  },
  'the opposite set of characters': node => {
    if (!ts.isRegularExpressionLiteral(node)) return undefined
    const set = /(?<!\\)(?:\\\\)*\[\^?/.exec(node.text)
    if (!set) return undefined
    const end = node.getStart() + set.index + set[0].length
    return set[0].endsWith('^') ? [end - 1, end, ''] : [end, end, '^']
  },
  'a pattern without a flag': node => {
    const flag = ts.isRegularExpressionLiteral(node) ? node.text.search(/[gims][a-z]*$/) : -1
    return flag > node.text?.lastIndexOf('/') ? [node.getStart() + flag, node.getStart() + flag + 1, ''] : undefined
  },
  'a call left out': node => {
    const name = methodOf(node)
    return name && LEFT_OUT.includes(name.text) ? [/** @type {any} */ (name.parent).expression.end, node.end, ''] : undefined
  },
  'the opposite method': node => {
    const name = methodOf(node)
    return name && Object.hasOwn(OPPOSITES, name.text) ? all(name, OPPOSITES[name.text]) : undefined
  },
  [WHOLE_FUNCTION]: node => {
    const { parent } = node
    if (ts.isBlock(node) && ts.isFunctionLike(parent) && node.statements.length > 0) return [node.getStart(), node.end, '{}']
    return parent && ts.isArrowFunction(parent) && parent.body === node && !ts.isBlock(node) ? all(node, 'undefined') : undefined
  },
  'a statement less': node =>
    ts.isCallExpression(node) && ts.isExpressionStatement(node.parent) ? all(node, 'undefined') : undefined,
}

/** @returns {[number, number, string]} */
const all = (node, written) => [node.getStart(), node.end, written]

function isCondition(node) {
  const { parent } = node
  return (
    (ts.isIfStatement(parent) && parent.expression === node) || (ts.isConditionalExpression(parent) && parent.condition === node)
  )
}

/** Not a key, not what is assigned to, not the path of a module, no template with a tag. */
function isValue(node) {
  const { parent } = node
  if (parent.name === node || parent.propertyName === node || ts.isTaggedTemplateExpression(parent)) return false
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return parent.right === node
  return !(ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword)
}

/** The name of the method that a node calls. */
function methodOf(node) {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.name : undefined
}
