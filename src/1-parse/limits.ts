/** Bounds that keep time and memory linear in what a person would write. */
export const MAX_BYTES = 10_000_000
export const MAX_DEPTH = 200
/** How many values aliases may add to a file. */
export const MAX_ALIASED = 100_000
