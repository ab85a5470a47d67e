import { error, hint, warning } from '../definition.ts'

/** DC2030 to DC2059: the stack's components and the settings made for them. DC3050 to DC3059: the ZenML version. No message holds a value of a stack file. */
export const componentCodes = {
  DC2030: error(
    'unknown component type',
    (p: { type: string; zenml: string }) => `ZenML ${p.zenml} has no component type \`${p.type}\``,
  ),
  DC2031: error(
    'second component of a type',
    (p: { type: string; zenml: string }) => `a stack of ZenML ${p.zenml} has one \`${p.type}\`, and this is another`,
  ),
  DC2032: error('stack without a necessary component', (p: { type: string }) => `the stack has no \`${p.type}\``),
  DC2033: error(
    'component configuration of the wrong type',
    (p: { key: string; component: string; expected: string }) =>
      `\`${p.key}\` of the component \`${p.component}\` must be ${p.expected}`,
  ),
  DC2034: error(
    'component configuration incomplete',
    (p: { key: string; component: string; flavor: string }) =>
      `the component \`${p.component}\` lacks \`${p.key}\`, which the flavor \`${p.flavor}\` needs`,
  ),
  DC2035: warning(
    'unknown flavor',
    (p: { flavor: string; type: string; zenml: string }) =>
      `ZenML ${p.zenml} has no \`${p.type}\` of the flavor \`${p.flavor}\`: taken for a custom one`,
  ),
  DC2036: error(
    'component configuration that its flavor refuses',
    (p: { component: string; rule: string }) => `the component \`${p.component}\` breaks a rule of its flavor: ${p.rule}`,
  ),
  DC2037: error(
    'secret reference not possible',
    (p: { key: string; component: string }) =>
      `\`${p.key}\` of the component \`${p.component}\` cannot be a secret reference: ZenML has to check its value`,
  ),
  DC2040: error(
    'unknown settings key',
    (p: { key: string; where: string; zenml: string }) => `ZenML ${p.zenml} has no settings for \`${p.key}\` (in \`${p.where}\`)`,
  ),
  DC2041: error(
    'settings for one component twice',
    (p: { key: string; other: string; component: string }) =>
      `\`${p.other}\` and \`${p.key}\` are both settings of \`${p.component}\``,
  ),
  DC2042: error(
    'settings without a component',
    (p: { key: string; type: string }) => `settings for \`${p.key}\`, and the stack has no \`${p.type}\``,
  ),
  DC2043: warning(
    'settings for a component that is not in the stack',
    (p: { key: string; type: string }) => `no \`${p.type}\` of the stack is meant by \`${p.key}\`: these settings have no effect`,
  ),
  DC2044: error(
    'settings for several components',
    (p: { key: string; components: string }) => `\`${p.key}\` could mean any of ${p.components}`,
  ),
  DC2045: error('setting of the wrong type', (p: { what: string; expected: string }) => `\`${p.what}\` must be ${p.expected}`),
  DC2046: warning(
    'unknown setting of a component',
    (p: { key: string; where: string; flavor: string }) =>
      `the flavor \`${p.flavor}\` has no setting \`${p.key}\` (in \`${p.where}\`): it has no effect`,
  ),
  DC2047: warning(
    'component without settings',
    (p: { key: string; flavor: string }) => `the flavor \`${p.flavor}\` has no settings: \`${p.key}\` has no effect`,
  ),
  DC2048: error(
    'unknown resource',
    (p: { key: string; where: string; zenml: string }) => `ZenML ${p.zenml} has no \`${p.key}\` in \`${p.where}\``,
  ),
  DC2049: error(
    'settings of a pipeline on a step',
    (p: { where: string }) => `\`${p.where}\` belongs to the whole pipeline, not to a step`,
  ),
  DC2050: error(
    'settings that ZenML refuses',
    (p: { where: string; rule: string }) => `\`${p.where}\` breaks a rule of ZenML: ${p.rule}`,
  ),
  DC2051: error(
    'secret reference not possible in settings',
    (p: { what: string }) => `\`${p.what}\` cannot be a secret reference: ZenML has to check its value`,
  ),
  DC2052: error(
    'list of components',
    (p: { type: string; zenml: string }) => `ZenML ${p.zenml} reads no list of components, and \`${p.type}\` is one`,
  ),
  DC2053: error(
    'unknown key of a component',
    (p: { key: string; component: string; flavor: string; zenml: string }) =>
      `the flavor \`${p.flavor}\` of ZenML ${p.zenml} has no key \`${p.key}\`, and refuses the one of \`${p.component}\``,
  ),
  DC3050: error(
    'ZenML version too old',
    (p: { asked: string; oldest: string }) =>
      `ZenML ${p.asked} is older than ${p.oldest}, the oldest version that dockcompile knows`,
  ),
  DC3051: warning(
    'ZenML version newer than the known ones',
    (p: { asked: string; used: string }) =>
      `ZenML ${p.asked} is newer than ${p.used}, the newest version that dockcompile knows; the rules of ${p.used} are used`,
  ),
  DC3052: warning(
    'ZenML version that does not exist',
    (p: { asked: string; used: string }) => `there is no ZenML ${p.asked}; the rules of ${p.used} are used`,
  ),
  DC3053: error('not a ZenML version', (p: { asked: string }) => `\`${p.asked}\` is not a ZenML version`),
  DC3054: hint(
    'ZenML version that is not a release',
    (p: { asked: string; used: string }) => `ZenML ${p.asked} is not a release; the rules of ${p.used} are used`,
  ),
} as const
