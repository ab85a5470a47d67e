// node compile.mjs, where `dockcompile` is installed: prints what the compiler says and the Dockerfile that it makes.
import * as dockcompile from 'dockcompile'
import { compileProject } from './project.mjs'

const { messages, artifacts } = compileProject(dockcompile, dockcompile.packageCatalogs())
console.log(messages)
console.log(artifacts.find(({ path }) => path.endsWith('/Dockerfile')).text)
