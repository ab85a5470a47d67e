import { error, hint, warning } from '../definition.ts'

/** DC3xxx: settings that contradict each other or lead nowhere. */
export const resolveCodes = {
  DC3001: error('no stack given', () => 'no stack given'),
  DC3002: error('no pipelines given', () => 'no pipeline given'),
  DC3003: error('file not found', (p: { path: string; what: string }) => `the ${p.what} \`${p.path}\` does not exist`),
  DC3004: error(
    'file cannot be used',
    (p: { path: string; what: string; problem: string }) => `the ${p.what} \`${p.path}\` ${p.problem}`,
  ),
  DC3005: error('pattern without a match', (p: { pattern: string }) => `no file matches \`${p.pattern}\``),
  DC3006: error(
    'pipeline name used twice',
    (p: { name: string; file: string; other: string }) => `\`${p.file}\` and \`${p.other}\` are both the pipeline \`${p.name}\``,
  ),
  DC3007: error(
    'flag for one pipeline',
    (p: { flag: string; count: number }) => `\`${p.flag}\` is for one pipeline, and there are ${p.count}`,
  ),
  DC3008: error(
    'path outside the project root',
    (p: { path: string; what: string }) => `the ${p.what} \`${p.path}\` is outside the project root`,
  ),
  DC3009: warning(
    'Python version assumed',
    (p: { python: string; zenml: string }) =>
      `no Python version given: images get ${p.python}, the newest that ZenML ${p.zenml} supports`,
  ),
  DC3010: error(
    'Python version not supported',
    (p: { python: string; zenml: string; supported: string }) =>
      `ZenML ${p.zenml} does not support Python ${p.python} (it supports ${p.supported})`,
  ),
  DC3011: error(
    'variable without a value',
    (p: { name: string; where: string }) => `the variable \`${p.name}\` of \`${p.where}\` needs a value now`,
  ),
  DC3012: warning(
    'settings of an unknown step',
    (p: { step: string; pipeline: string }) =>
      `the pipeline \`${p.pipeline}\` has no step \`${p.step}\`; its settings have no effect`,
  ),
  DC3013: error('pipeline without steps', (p: { pipeline: string }) => `the pipeline \`${p.pipeline}\` has no steps`),
  DC3014: error(
    'step operator not in the stack',
    (p: { operator: string; step: string }) =>
      `the step \`${p.step}\` asks for the step operator \`${p.operator}\`, which the stack does not have`,
  ),
  DC3015: error(
    'no step operator in the stack',
    (p: { step: string }) => `the step \`${p.step}\` asks for a step operator, and the stack has none`,
  ),
  DC3016: error(
    'experiment tracker not in the stack',
    (p: { tracker: string; step: string }) =>
      `the step \`${p.step}\` asks for the experiment tracker \`${p.tracker}\`, which the stack does not have`,
  ),
  DC3017: error(
    'no experiment tracker in the stack',
    (p: { step: string }) => `the step \`${p.step}\` asks for an experiment tracker, and the stack has none`,
  ),
  DC3018: error(
    'secret left to bake',
    (p: { name: string }) =>
      `the variable \`${p.name}\` looks like a secret, and its value would end in the image's configuration`,
  ),
  DC3019: warning(
    'flag null on a step has no effect',
    (p: { flag: string }) => `ZenML drops a \`null\` on a step: \`--${p.flag}\` is not passed`,
  ),
  DC3020: error('no ZenML version', () => 'no ZenML version given'),
  DC3021: error('prebuilt image missing', (p: { key: string }) => `the build has no image for \`${p.key}\``),
  DC3022: error('git state asked for', () => '`code_repository.state: auto` cannot be answered here'),
  DC3024: warning(
    '.python-version not understood',
    (p: { text: string }) => `\`.python-version\` says \`${p.text}\`, which names no Python 3 version`,
  ),
  DC3025: error(
    'secrets need BuildKit',
    (p: { dialect: string }) => `\`secrets\` need secret mounts, which the dialect \`${p.dialect}\` does not have`,
  ),
  DC3026: hint(
    'stack file from another ZenML version',
    (p: { stack: string; asked: string }) => `the stack was exported by ZenML ${p.stack}, and images are planned for ${p.asked}`,
  ),
  DC3029: error(
    'project installed without its code',
    (p: { step: string }) => `the step \`${p.step}\` installs the project, and its image does not include the code`,
  ),
  DC3030: error('flag with an unknown value', (p: { flag: string; value: string }) => `\`--${p.flag}\` cannot be \`${p.value}\``),
  DC3031: error(
    'output folder cannot be named',
    (p: { what: 'output folder' | 'stack name'; name: string; problem: string }) => `the ${p.what} \`${p.name}\` ${p.problem}`,
  ),
  DC3032: warning(
    'key of a newer ZenML',
    (p: { key: string; where: string; zenml: string; refused: boolean }) =>
      `ZenML ${p.zenml} has no \`${p.key}\` in \`${p.where}\`${p.refused ? ', and refuses it' : '; it has no effect'}`,
  ),
  DC3033: error(
    'step key that this ZenML refuses',
    (p: { key: string; step: string; zenml: string }) =>
      `ZenML ${p.zenml} refuses the key \`${p.key}\` in the step \`${p.step}\``,
  ),
  DC3040: hint('allow comment without effect', (p: { why: string }) => `this comment allows nothing: ${p.why}`),
  DC3041: hint(
    'baseline entry without effect',
    (p: { entries: string }) => `the baseline accepts more than there is: ${p.entries}`,
  ),
  DC3028: error('key is a variable', (p: { name: string }) => `a key cannot be left to bake: \`${p.name}\` needs a value now`),
  DC3060: error(
    'shorthand in the path of a secret',
    (p: { path: string; shorthand: string }) =>
      `nothing is put in the place of \`${p.shorthand}\`: bake would look for a file \`${p.path}\``,
  ),
  DC3061: hint(
    'secret outside the project',
    (p: { path: string }) => `bake asks before it reads \`${p.path}\`, which is outside the folder that it runs in`,
  ),
  DC3062: error(
    'secret that cannot be named',
    (p: { name: string }) => `a secret cannot have the name \`${p.name}\`: bake would take it apart`,
  ),
  DC3090: error(
    'independent layers without a lock file',
    (p: { resolve: string }) =>
      `\`layers: independent\` needs \`resolve: locked\`: with \`${p.resolve}\` the versions follow from the order of the layers`,
  ),
  DC3085: hint(
    'second project file',
    (p: { part: string; used: string }) => `${p.part} is not read: \`${p.used}\` is the project file`,
  ),
} as const
