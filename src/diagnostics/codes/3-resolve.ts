/** DC3xxx: settings that contradict each other or lead nowhere. */
export const resolveCodes = {} as const
