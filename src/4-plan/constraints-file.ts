import type { RequirementList } from '../model/plan.ts'
import type { UnplacedList } from './list-place.ts'

/** The file beside a list that limits its versions; none where nothing does. */
export function constraintsFile({ fileName, constraints }: Pick<RequirementList, 'fileName' | 'constraints'>): UnplacedList[] {
  return constraints === ''
    ? []
    : [{ fileName: fileName.replace(/\.txt$/, '-constraints.txt'), text: constraints, option: 'constraint' }]
}
