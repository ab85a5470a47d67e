import type { ListFile, RequirementList } from '../model/plan.ts'

/** The file beside a list that limits its versions; none where nothing does. */
export function constraintsFile({ fileName, constraints }: Pick<RequirementList, 'fileName' | 'constraints'>): ListFile[] {
  return constraints === ''
    ? []
    : [{ fileName: fileName.replace(/\.txt$/, '-constraints.txt'), text: constraints, option: 'constraint', inDockerfile: false }]
}
