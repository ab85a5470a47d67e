// Noncharacters of Unicode, which no text has: an order to the reader of the traced text is between them.
export const BEGIN = '\ufdd0'
export const END = '\ufdd1'
export const order = (text: string): string => BEGIN + text + END

/** The helper at the start of each block of a marked template. */
export const BLOCK = 'traceBlock'
