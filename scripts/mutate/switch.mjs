/**
 * Loaded before the tests (`node --import`): `mutant(7)` says whether number 7 is on, which MUTANT says at the start. While none is, it keeps the
 * numbers that are asked for: a test that never asks for a mutant cannot notice it.
 */
const mutants = { on: Number(process.env.MUTANT ?? -1), reached: new Set() }

globalThis.mutants = mutants
globalThis.mutant = number => {
  if (mutants.on === -1) mutants.reached.add(number)
  return number === mutants.on
}
