import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licence texts of all packages that the bundles contain, as most of them ask for. */
export function licences(root, bundles) {
  const packages = new Set()
  for (const input of bundles.flatMap(b => b?.inputs ?? [])) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]
    if (name) packages.add(name)
  }
  return [...packages]
    .sort()
    .map(name => section(join(root, 'node_modules', name), name))
    .join('\n')
}

function section(folder, name) {
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = existsSync(folder) && readdirSync(folder).find(f => /^licen[cs]e/i.test(f))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'No licence text in the package.'}\n`
}
