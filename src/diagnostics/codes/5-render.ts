/** DC5xxx: templates and what they print. */
export const renderCodes = {} as const
