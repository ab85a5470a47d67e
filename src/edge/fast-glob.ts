/** Loaded when there is a glob to look for: it takes longer to load than a project without one to compile. */
export const fastGlob = () => require('fast-glob') as typeof import('fast-glob')
