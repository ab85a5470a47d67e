import type { Test } from 'uvu'

/** Skips a test because something is not here, and says so where `npm test` shows it. */
export function skip(test: Test, name: string, why: string): void {
  console.log(`skipped: ${why}`)
  test.skip(name)
}
