/** Requirement lists that name other lists (`-r FILE`, `-c FILE`): what is installed, what limits it, and where each line is from. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Project, run } from './run.ts'
import { heldList } from './support/held-list.ts'

const LIST = '6-user.txt'
const LIMITS = '6-user-constraints.txt'

function compiled(files: Readonly<Record<string, string>>, settings = '', project: Project = {}) {
  return run(`settings: {docker: {requirements: r.txt${settings}}}`, { dialect: 'buildkit', files, ...project })
}

/** The lines of a list of the Dockerfile that are not comments, in one line. */
const requirementsOf = ({ dockerfile }: ReturnType<typeof run>, list: string) =>
  heldList(dockerfile(), list)
    ?.match(/^[\w-].*$/gm)
    ?.join(' ')

/** Where a list is, it is the same: in the Dockerfile, or in a file if it has characters that nobody sees. */
const listOf = ({ dockerfile, text }: ReturnType<typeof run>) =>
  heldList(dockerfile(), LIST) ?? text(`build/images/pipe/requirements/${LIST}`)

test('a list without other lists stays as it is, byte for byte', () => {
  for (const text of ['a==1\n', '# only\n\n  a==1 # why\r\nb==2', '\ufeffa==1\n', 'a \\\n  ==1 \\'])
    assert.is(listOf(compiled({ 'r.txt': text }))?.trimEnd(), text.replaceAll('\r\n', '\n').trimEnd(), JSON.stringify(text))
})

test('lines of another list take the place of the line that names it', () => {
  const bodies: readonly (readonly [given: string, named: string, expected: string])[] = [
    ['-r b.txt', 'b==1', '# -r b.txt\nb==1\n'],
    ['a==1\n  -r b.txt # more\nc==1\n', '\ufeffb==1\r\n', 'a==1\n# -r b.txt\nb==1\n# end of b.txt\nc==1\n'],
    ['--requirement=b.txt\nc==1', 'b==1', '# -r b.txt\nb==1\n# end of b.txt\nc==1\n'],
    ['--requirement \\\n  ./b.txt\nc==1', 'b==1', '# -r b.txt\nb==1\n# end of b.txt\nc==1\n'],
    ["-r 'b.txt'\nc==1", '# nothing\n', '# -r b.txt\n# nothing\n# end of b.txt\nc==1\n'],
    // A backslash at the end of a file continues nothing of another one.
    ['-rb.txt\nc==1', 'b==1 \\', '# -r b.txt\nb==1 \\\n\n# end of b.txt\nc==1\n'],
    ['-r=b.txt\r\nc==1', 'b==1', '# -r b.txt\nb==1\n# end of b.txt\nc==1\n'],
  ]
  for (const [given, named, expected] of bodies) {
    const { dockerfile, errors } = compiled({ 'r.txt': given, 'b.txt': named })
    assert.equal(errors, [], given)
    assert.is(heldList(dockerfile(), LIST), expected, given)
  }
})

test('a file is looked for beside the one that names it, and read once', () => {
  const made = compiled({
    'r.txt': '-r reqs/a.txt\n-r reqs/b.txt\n',
    'reqs/a.txt': '-r b.txt\na==1\n',
    'reqs/b.txt': '-r ../c/c.txt\nb\n',
    'c/c.txt': 'c=1\n',
  })
  const { diagnostics, marked } = made
  assert.equal(made.errors, [])
  assert.is(requirementsOf(made, LIST), 'c=1 b a==1')
  const wrong = diagnostics.find(d => d.code === 'DC4110')!
  assert.equal([wrong.at?.file, marked(wrong)], ['c/c.txt', 'c=1'])
  const open = diagnostics.find(d => d.code === 'DC4115')!
  assert.equal([open.at?.file, marked(open)], ['reqs/b.txt', 'b'])
})

test('a list of the settings names files from the project root', () => {
  const { dockerfile, errors } = run('settings: {docker: {requirements: [a==1, "-r reqs/b.txt", "c==1\\n-r reqs/d.txt"]}}', {
    dialect: 'buildkit',
    files: { 'reqs/b.txt': 'b==1\n', 'reqs/d.txt': 'd==1' },
  })
  assert.equal(errors, [])
  assert.is(heldList(dockerfile(), LIST), 'a==1\n# -r reqs/b.txt\nb==1\n# end of reqs/b.txt\nc==1\n# -r reqs/d.txt\nd==1\n')
})

test('constraints only limit: `-r` in them is read as the installer reads it, options count for pip', () => {
  const files = { 'r.txt': 'a\n-c c.txt\n', 'c.txt': '--pre\na<2\n-r d.txt\n-c e.txt\n', 'd.txt': 'd==1\n', 'e.txt': 'e<3\n' }
  const uv = compiled(files)
  assert.is(heldList(uv.dockerfile(), LIST), 'a\n')
  assert.is(requirementsOf(uv, LIMITS), 'a<2 d==1 e<3')
  assert.ok(uv.warnings.includes('DC4111 --pre'))
  assert.match(uv.dockerfile(), '--requirement /tmp/requirements.txt \\\n        --constraint /tmp/constraints.txt')
  const pip = compiled(files, ', python_package_installer: pip')
  assert.is(requirementsOf(pip, LIST), 'a --pre d==1')
  assert.is(requirementsOf(pip, LIMITS), 'a<2 e<3')
  assert.not(pip.warnings.some(warning => warning.startsWith('DC4111')))
  assert.equal(uv.manifest?.images.pipe?.requirements[0]?.constraints, ['a<2', 'd==1', 'e<3'])
})

test('a line of a constraints file that pip or uv refuses is reported', () => {
  const files = { 'r.txt': 'a==1\n-c c.txt\n', 'c.txt': 'a[x]<2\n./own\na=1\n' }
  const told = (settings = '') => compiled(files, settings).warnings.filter(warning => warning.startsWith('DC4110'))
  assert.equal(told(), ['DC4110 ./own', 'DC4110 a=1'])
  assert.equal(told(', python_package_installer: pip'), ['DC4110 a[x]<2', 'DC4110 ./own', 'DC4110 a=1'])
})

test('a constraint that no requirement can meet is a contradiction; one for a package that nobody names is not', () => {
  const told = (list: string, limits: string) =>
    compiled({ 'r.txt': `${list}\n-c c.txt\n`, 'c.txt': limits }).warnings.filter(warning => warning.startsWith('DC4113'))
  assert.equal(told('numpy==2.3.5', 'numpy<2'), ['DC4113 numpy==2.3.5'])
  assert.equal(told('numpy==1.26.4', 'numpy<2'), [])
  assert.equal(told('a==1', 'numpy<2\nnumpy>2\n'), [])
})

test('equal indexes of two files are one, other ones are reported', () => {
  const index = '--index-url https://a.example.com/simple'
  const same = compiled({ 'r.txt': `${index}\n-r b.txt\na==1\n`, 'b.txt': `${index}\nb==1\n` })
  assert.is(heldList(same.dockerfile(), LIST)?.split(index).length, 2)
  assert.not(same.warnings.some(warning => warning.startsWith('DC4111')))
  const other = '--index-url https://b.example.com/simple'
  const two = { 'r.txt': `${index}\n-r b.txt\na==1\n`, 'b.txt': `${other}\nb==1\n` }
  // uv refuses the second, pip drops the first.
  assert.ok(compiled(two).warnings.includes(`DC4111 ${other}`))
  assert.ok(compiled(two, ', python_package_installer: pip').warnings.includes(`DC4111 ${index}`))
})

test('the name of a list that only the builder can read stays a line', () => {
  const lines = '-r https://example.com/r.txt\n-c https://example.com/c.txt\n'
  const { dockerfile, diagnostics } = compiled({ 'r.txt': `${lines}-r b.txt\n`, 'b.txt': 'b==1\n' })
  assert.ok(heldList(dockerfile(), LIST)?.startsWith(lines))
  assert.not(diagnostics.some(d => d.severity !== 'hint'))
  const own = ', parent_image: "own:1", user: "1"'
  assert.ok(compiled({ 'r.txt': 'x @ file:///${ROOT}/x\n' }, own).warnings.some(warning => warning.startsWith('DC4112')))
  assert.not(compiled({ 'r.txt': '-r /opt/r.txt\n' }, own).warnings.some(warning => warning.startsWith('DC4112')))
  for (const path of ['/opt/r.txt', 's3://bucket/r.txt', '${STAGE}.txt', 'file:r.txt'])
    assert.equal(compiled({ 'r.txt': `-r ${path}\n` }).warnings, [`DC4112 -r ${path}`])
})

test('the dialect of ZenML leaves lists as they are', () => {
  const { text, warnings } = compiled({ 'r.txt': '-r b.txt\n', 'b.txt': 'b==1\n' }, '', { dialect: 'zenml' })
  assert.is(text('build/images/pipe/.zenml_user_requirements'), '-r b.txt\n')
  assert.ok(warnings.includes('DC4112 -r b.txt'))
})

test('equal lists of two files have their own places', () => {
  const settings = (step: string) => `${step}: {settings: {docker: {requirements: ${step}.txt}}}`
  const { diagnostics } = run(`steps: {${settings('load')}, ${settings('train')}}`, {
    dialect: 'buildkit',
    files: { 'load.txt': '-r l.txt\n', 'l.txt': 'a=1\n', 'train.txt': '-r t.txt\n', 't.txt': 'a=1\n' },
  })
  const wrong = diagnostics.filter(d => d.code === 'DC4110').map(d => d.at?.file)
  assert.equal(wrong, ['l.txt', 't.txt'])
})

test.run()
