/** A name without the words that say nothing: `training_pipeline` and `training-config` are both `training`. */
export const nameWords = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => !SAY_NOTHING.has(word))
    .join('_')

const SAY_NOTHING: ReadonlySet<string> = new Set(['pipeline', 'flow', 'config', 'configuration', 'run'])
