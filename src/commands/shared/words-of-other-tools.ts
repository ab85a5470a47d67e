const CHECK = '`dockcompile check` says what is wrong, and what differs from the files on disk'
const BAKE_CALL = 'docker buildx bake -f build/docker-bake.json'
const BAKE = `dockcompile writes files, and bake builds them: \`${BAKE_CALL}\``
const PUSH = `dockcompile writes files, and bake builds them: \`${BAKE_CALL} --push\``
const COMPILE = '`dockcompile` writes the files'
const INIT = '`dockcompile init` writes the project file'

/** Commands that other tools have, and what does the same here. */
const WAYS: Readonly<Record<string, string>> = {
  bake: BAKE,
  build: BAKE,
  publish: PUSH,
  push: PUSH,
  deploy: PUSH,
  release: PUSH,
  run: `${BAKE}; ZenML runs the pipeline`,
  up: BAKE,
  lint: CHECK,
  test: CHECK,
  validate: CHECK,
  vet: CHECK,
  audit: CHECK,
  plan: '`dockcompile check` shows what would change, `dockcompile --plan` prints every decision as JSON',
  preview: '`dockcompile check` shows what would change',
  status: '`dockcompile check` shows what would change, `dockcompile list` names the images',
  fix: '`dockcompile check --fix` corrects what has one right answer',
  fmt: '`dockcompile check --fix` corrects what has one right answer; it leaves the layout alone',
  format: '`dockcompile check --fix` corrects what has one right answer; it leaves the layout alone',
  apply: COMPILE,
  convert: COMPILE,
  gen: COMPILE,
  generate: COMPILE,
  make: COMPILE,
  render: COMPILE,
  sync: COMPILE,
  update: COMPILE,
  write: COMPILE,
  create: INIT,
  new: INIT,
  setup: INIT,
  start: INIT,
  lock: '`dockcompile freeze` writes the lock file',
  pin: '`dockcompile freeze` writes the lock file, which pins parent images to their digests',
  ls: '`dockcompile list` lists the images',
  images: '`dockcompile list` lists the images',
  ps: '`dockcompile list` lists the images',
  cat: '`dockcompile show IMAGE` prints a Dockerfile',
  inspect: '`dockcompile show IMAGE` prints a Dockerfile, `dockcompile explain IMAGE` says why it is as it is',
  print: '`dockcompile show IMAGE` prints a Dockerfile',
  view: '`dockcompile show IMAGE` prints a Dockerfile',
  why: '`dockcompile explain WHAT` says why an image, a line, a package or a setting is as it is',
  rule: '`dockcompile explain CODE` prints the page of a message',
  compare: '`dockcompile diff OLD NEW` compares two outputs or git revisions',
  serve: '`dockcompile watch` compiles again whenever a file changes',
  dev: '`dockcompile watch` compiles again whenever a file changes',
  export: '`zenml stack export NAME stack.yaml` writes the stack file',
  clean: 'the output folder holds generated files only: delete it, and `dockcompile` writes it again',
  version: '`dockcompile --version` prints the version',
}

/** What to do instead of a command of another tool; undefined: nobody knows the word. */
export function wayOfOtherTool(word: string): string | undefined {
  return Object.hasOwn(WAYS, word) ? WAYS[word] : undefined
}
