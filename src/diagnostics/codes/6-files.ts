/** DC6xxx: files, folders and the call itself. */
export const fileCodes = {} as const
