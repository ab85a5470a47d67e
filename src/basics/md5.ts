import crypto from 'node:crypto'

/** The MD5 of a text's UTF-8, in hexadecimal: what ZenML tells settings apart by, and nothing that needs to be safe. */
export const md5 = (text: string): string => crypto.createHash('md5').update(text).digest('hex')
