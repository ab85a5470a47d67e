/** Whether a float and a whole number of any size are one number. */
export const floatEqualsInt = (float: number, int: bigint): boolean => Number.isInteger(float) && BigInt(float) === int
