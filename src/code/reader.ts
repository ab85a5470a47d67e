/** The reader of Python, loaded when there is Python to read. */
export const reader = () => require('./read-code.ts') as typeof import('./read-code.ts')
