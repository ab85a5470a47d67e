import type { Block, Statement } from './tree.ts'

/** The blocks of a statement that run where the statement does, in their order: the body of a function or a class is not one of them. */
export function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case 'if':
      return [...statement.branches.map(({ body }) => body), ...(statement.otherwise ? [statement.otherwise] : [])]
    case 'for':
    case 'while':
      return [statement.body, ...(statement.otherwise ? [statement.otherwise] : [])]
    case 'with':
      return [statement.body]
    case 'match':
      return statement.cases.map(({ body }) => body)
    case 'try': {
      const more = [statement.otherwise, statement.finally].filter(block => block !== null)
      return [statement.body, ...statement.handlers.map(({ body }) => body), ...more]
    }
    default:
      return []
  }
}
