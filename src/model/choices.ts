/** The values of keys that take one of a few words. A test compares them with the schema of the project file. */
export const CHOICES = {
  dialect: ['buildkit', 'portable', 'zenml'],
  store: ['rest', 'sql'],
  resolve: ['layered', 'joint', 'locked'],
  layers: ['stacked', 'independent'],
} as const
