// npm's `prepare`: builds dist/ of a checkout that is installed as a package, as pre-commit and `npm install git+https://…` do.
//
// npm hands its `--global` on to the install that it makes in such a checkout, which then lacks the packages to build with. So they are installed here.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'

for (const name of ['npm_config_global', 'npm_config_location', 'npm_config_prefix']) delete process.env[name]
ensureInstalled()
execFileSync(process.execPath, [join(import.meta.dirname, 'build.mjs')], { stdio: 'inherit' })
