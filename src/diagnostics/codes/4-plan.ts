/** DC4xxx: what follows from the settings for the images. */
export const planCodes = {} as const
