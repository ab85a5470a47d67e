/**
 * Texts with parts that are known later: where the project is on disk, and the values of environment variables that bake fills in.
 *
 * Inside a text they are marks of letters that no program uses. Such a text can be put together with others; what asks for its length or its letters has
 * no answer.
 */

/** The project root's absolute path. */
export const ROOT = '\u{f0000}'
const VARIABLE_START = '\u{f0001}'
const VARIABLE_END = '\u{f0002}'
const MARKS = /[\u{f0000}-\u{f0002}]/u

/** The mark for an environment variable. */
export const lateMark = (variable: string): string => `${VARIABLE_START}${variable}${VARIABLE_END}`

/** Whether a text has such parts. */
export const isOpen = (text: string): boolean => MARKS.test(text)

/** Whether a text could be empty once its variables have values. */
export const isOnlyVariables = (text: string): boolean => /^(?:\u{f0001}[^\u{f0002}]*\u{f0002})+$/u.test(text)

/** The text with `${NAME}` where a variable's value belongs, as files have it. */
export const withPlaceholders = (text: string): string => text.replaceAll(VARIABLE_START, '${').replaceAll(VARIABLE_END, '}')
