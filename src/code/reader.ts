/** The reader of Python, loaded when there is Python to read. */
export const reader = () => require('./read-code.ts') as typeof import('./read-code.ts')

/** The survey of calls of pipelines in scripts, loaded as late. */
export const surveyor = () => require('./survey/survey.ts') as typeof import('./survey/survey.ts')
