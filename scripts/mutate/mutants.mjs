import ts from 'typescript'

/**
 * Every place of a TypeScript file that could be a little different: its path and line, what is done, the lines before and after, and the whole
 * changed text.
 */
export function mutantsOf(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const mutants = []
  const visit = node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node))
      return
    for (const [what, change] of Object.entries(CHANGES)) {
      const replacement = change(node)
      if (replacement === undefined) continue
      const [start, end, written] = replacement
      const changed = text.slice(0, start) + written + text.slice(end)
      const line = source.getLineAndCharacterOfPosition(start).line
      mutants.push({
        path,
        line: line + 1,
        what,
        before: text.split('\n')[line].trim(),
        after: changed.split('\n')[line].trim(),
        text: changed,
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return mutants
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
  [ts.SyntaxKind.MinusToken, '+'],
])

/** The key says what is changed; a change gives start, end and the new text, or undefined where it does not apply. */
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
  'a condition that always holds': node => condition(node, 'true'),
  'a condition that never holds': node => condition(node, 'false'),
  'the other truth value': node => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) return [node.getStart(), node.end, 'false']
    return node.kind === ts.SyntaxKind.FalseKeyword ? [node.getStart(), node.end, 'true'] : undefined
  },
  'no negation': node =>
    ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken
      ? [node.getStart(), node.operand.getStart(), '']
      : undefined,
  'a number more': node =>
    ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent.parent ?? node)
      ? [node.getStart(), node.end, `(${node.getText()} + 1)`]
      : undefined,
  'another text': node => {
    if (!ts.isStringLiteral(node) || ts.isPropertyAssignment(node.parent) === (node.parent.name === node)) return undefined
    if (ts.isExportDeclaration(node.parent) || ts.isLiteralTypeNode(node.parent) || ts.isCallExpression(node.parent))
      return undefined
    return [node.getStart(), node.end, node.text === '' ? "'?'" : "''"]
  },
  'not filtered': node => methodGone(node, ['filter', 'sort', 'reverse', 'trim', 'trimEnd', 'toLowerCase', 'slice']),
  'a statement less': node =>
    ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) ? [node.getStart(), node.end, ';'] : undefined,
}

function condition(node, value) {
  if (!ts.isIfStatement(node) && !ts.isConditionalExpression(node)) return undefined
  const test = ts.isIfStatement(node) ? node.expression : node.condition
  return [test.getStart(), test.end, value]
}

function methodGone(node, names) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  return names.includes(node.expression.name.text) ? [node.expression.expression.end, node.end, ''] : undefined
}
