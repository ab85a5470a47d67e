import { resolve } from 'node:path'

/**
 * How a test starts dockcompile in a process of its own: the program and its first arguments. It is the package in dist/ with the Node that runs the test, or
 * the program that DOCKCOMPILE_PROGRAM names: `npm test -- --standalone` sets it.
 */
export const [PROGRAM, ...FIRST_ARGUMENTS]: readonly [string, ...string[]] = process.env.DOCKCOMPILE_PROGRAM
  ? [resolve(process.env.DOCKCOMPILE_PROGRAM)]
  : [process.execPath, resolve('dist/cli.js')]

/** The same as words of a shell. */
export const SHELL_PROGRAM = [PROGRAM, ...FIRST_ARGUMENTS].map(word => `'${word}'`).join(' ')
