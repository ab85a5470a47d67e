import type { PackageFiles } from './listed-wheels.ts'
import type { ListedPackages } from './lock-file.ts'

/**
 * What the packages of a list weigh, by name. Which of several wheels an image takes depends on its C library: the biggest is the most that it can be.
 *
 * @example packageSizes(listedWheels(text, { python: '3.11', platforms: ['linux/amd64'] })!).six // { wheels: { 'linux/amd64': 11053 }, source: 34041 }
 */
export function packageSizes(listed: ReadonlyMap<string, PackageFiles>): ListedPackages {
  return Object.fromEntries(
    [...listed].map(([name, { wheels, source }]) => {
      const sizes = [...wheels].map(([platform, files]) => [platform, biggest(files.map(({ size }) => size))] as const)
      return [name, { wheels: Object.fromEntries(sizes), source: source?.size ?? null }]
    }),
  )
}

const biggest = (sizes: readonly (number | null)[]): number | null =>
  sizes.includes(null) ? null : Math.max(...(sizes as readonly number[]))
