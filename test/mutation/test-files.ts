/** The test files that scripts/mutate.mjs bundles, by name: it puts them here. */
export const testFiles: Readonly<Record<string, () => Promise<unknown>>> = {}
