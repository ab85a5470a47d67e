/**
 * A number with its noun.
 *
 * @example counted(1, 'image') // '1 image'
 * @example counted(2, 'image') // '2 images'
 */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
