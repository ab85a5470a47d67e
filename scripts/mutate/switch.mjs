/**
 * Loaded before a test (`node --import`): `mutant(7)` says whether number 7 is on, which MUTANT says at the start. With REACHED the numbers that
 * were asked for are written to that file at the end: a test that never asks for a mutant cannot notice it.
 */
import { writeFileSync } from 'node:fs'

const { MUTANT = '-1', REACHED } = process.env
const mutants = { on: Number(MUTANT), reached: new Set() }

globalThis.mutants = mutants
globalThis.mutant = number => {
  if (mutants.on === -1) mutants.reached.add(number)
  return number === mutants.on
}

if (REACHED) process.on('exit', () => writeFileSync(REACHED, JSON.stringify([...mutants.reached])))
