/** What a compilation spends its time on, in order. */
export const STAGES = ['parse', 'validate', 'resolve', 'plan', 'render'] as const

export type Stage = (typeof STAGES)[number]

/**
 * Runs a part of a compilation. Who wants to know how long parts take, or to show how far it is, puts something around them: the compiler
 * itself asks no clock. Parts are in parts: a file is parsed while a stack is resolved.
 */
export type Measure = <T>(stage: Stage, part: () => T) => T

/** Only runs it. */
export const unmeasured: Measure = (_stage, part) => part()
