// node scripts/check/functions.mjs: no function of src/ and scripts/ has more than 80 lines, a complexity of more than 25, or more than five parameters.
// function-exceptions.json lists those that may: `path#name` → the reason. It holds ten at most, and none that it need not hold.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'

const LIMITS = { lines: 80, complexity: 25, parameters: 5 }
const MOST_EXCEPTIONS = 10

const BRANCHES = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])

const root = resolve(import.meta.dirname, '../..')
const { exceptions, temporary } = JSON.parse(readFileSync(join(import.meta.dirname, 'function-exceptions.json'), 'utf8'))
const found = new Map(
  ['src', 'scripts'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter(path => /\.(?:ts|js|mjs|cjs)$/.test(path) && !/generated|\.d\.ts$/.test(path))
      .flatMap(tooLarge),
  ),
)
const allowed = { ...exceptions, ...temporary }
const wrong = [
  ...[...found].filter(([name]) => !Object.hasOwn(allowed, name)).map(([name, why]) => `${name}: ${why}`),
  ...Object.keys(allowed)
    .filter(name => !found.has(name))
    .map(name => `${name} is an exception and need not be one`),
  ...(Object.keys(exceptions).length > MOST_EXCEPTIONS ? [`there are more than ${MOST_EXCEPTIONS} exceptions`] : []),
]
for (const problem of wrong) console.error(`error: ${problem}`)
process.exitCode = wrong.length > 0 ? 1 : 0

/** `path#name` of each function that is above a limit, and by how much. */
function tooLarge(path) {
  const text = readFileSync(join(root, path), 'utf8')
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const large = []
  const visit = node => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const line = position => file.getLineAndCharacterOfPosition(position).line
      const size = {
        lines: line(node.end) - line(node.getStart()) + 1,
        complexity: 1 + branches(node.body),
        parameters: node.parameters.length,
      }
      const over = Object.keys(LIMITS).filter(key => size[key] > LIMITS[key])
      if (over.length > 0)
        large.push([`${path}#${nameOf(node)}`, over.map(key => `${size[key]} ${key}, at most ${LIMITS[key]}`).join('; ')])
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return large
}

/** The ways that part in a function (McCabe), without those of functions inside it, which are counted for themselves. */
function branches(node) {
  let count = 0
  ts.forEachChild(node, child => {
    if (BRANCHES.has(child.kind)) count++
    if (!ts.isFunctionLike(child)) count += branches(child)
  })
  return count
}

/** Its name, or that of what it is given to. */
function nameOf(node) {
  for (let at = node; at; at = at.parent) {
    if (at.name && (ts.isIdentifier(at.name) || ts.isPrivateIdentifier(at.name) || ts.isStringLiteral(at.name)))
      return at.name.text
  }
  return 'module'
}
