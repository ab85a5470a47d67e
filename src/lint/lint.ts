import type { Report } from '../diagnostics/diagnostic.ts'
import type { BuildPlan } from '../model/plan.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Sources } from '../sources/sources.ts'
import { lintBuildsOnly } from './builds-only.ts'
import { lintCodeLeftOut } from './code-left-out.ts'
import { lintContradictions } from './contradictions.ts'
import { lintDoomedPackages, lintPrograms } from './doomed-requirements.ts'
import { lintPath, lintShellVariables } from './environment.ts'
import { lintIgnoreFileNames } from './ignore-file-names.ts'
import { lintTwoIndexes } from './indexes.ts'
import { lintInstallCache, lintInstallPlaces, lintLayers } from './installs.ts'
import { lintLabels } from './labels.ts'
import type { Linted } from './linted.ts'
import { lintLocales } from './locales.ts'
import { lintMachineVariables } from './machine.ts'
import { lintOtherInstaller } from './other-installer.ts'
import { lintParentPython } from './parent-python.ts'
import {
  lintAptParents,
  lintArchivedParents,
  lintMissingZenml,
  lintParentPins,
  lintParentPlatforms,
  lintParentUsers,
  lintPlatforms,
  lintZenmlVersion,
} from './parents.ts'
import { lintProjectInstall } from './project-install.ts'
import { lintReplacedFrameworks } from './replaced-frameworks.ts'
import { lintRequirementLines, lintRequirementLists } from './requirements.ts'
import { lintSecrets } from './secrets.ts'
import { lintShadowedModules } from './shadowed-modules.ts'
import { lintSharing } from './sharing.ts'
import { lintSubmodules } from './submodules.ts'
import { lintUserNames } from './users.ts'
import { lintVersionFromGit } from './version-from-git.ts'

/** What is looked for in images that could be built; the key is what a careful reader would say. */
const RULES: Readonly<Record<string, (linted: Linted, report: Report) => void>> = {
  'no credential ends in an image or a generated file': lintSecrets,
  'no value of the environment waits for a shell': lintShellVariables,
  'no value of the build machine comes in unseen': lintMachineVariables,
  'what is for builds only does not stay': lintBuildsOnly,
  'PATH still leads to the programs of the system': lintPath,
  'locales are there': lintLocales,
  'the installer takes every requirement line, and finds what it names': lintRequirementLines,
  'programs that requirements and commands call are there': lintPrograms,
  'packages exist, under their names and for this system': lintDoomedPackages,
  'requirement lists say each thing once, with a version, for this Python': lintRequirementLists,
  'no requirement contradicts another one': lintContradictions,
  'the install of the project finds its files': lintProjectInstall,
  'a version from git has its history': lintVersionFromGit,
  'the framework of a parent is the one that is used': lintReplacedFrameworks,
  'one index takes the place of PyPI': lintTwoIndexes,
  'the installer reads what is said to it': lintOtherInstaller,
  'packages go where the Python of the image looks': lintInstallPlaces,
  'installs have their cache': lintInstallCache,
  'layers go with the dialect': lintLayers,
  'images that include the code have the steps': lintCodeLeftOut,
  'no module of the project takes the place of a package': lintShadowedModules,
  'ignore files have the name that Docker looks for': lintIgnoreFileNames,
  'submodules are there': lintSubmodules,
  'labels say what dockcompile knows': lintLabels,
  'a parent is the same one tomorrow': lintParentPins,
  'the user of a parent is known where its layers need root': lintParentUsers,
  'ZenML is in every image': lintMissingZenml,
  'it is the ZenML that the images are planned for': lintZenmlVersion,
  'apt packages go on parents with apt-get': lintAptParents,
  'the system of a parent is still served': lintArchivedParents,
  'platforms exist': lintPlatforms,
  'parents exist for the platforms': lintParentPlatforms,
  'the Python of a parent is the planned one': lintParentPython,
  'users are numbers where Kubernetes asks': lintUserNames,
  'equal installs are shared': lintSharing,
}

/** Looks at everything that would build, or nearly, and is unwise. Changes nothing. */
export function lintImages({ images, requests }: BuildPlan, workspace: Workspace, sources: Sources, report: Report): void {
  const byId = new Map(images.map(image => [image.id, image]))
  const linted: Linted = {
    images: requests.map(({ image, settings, lists }) => ({ image: byId.get(image)!, settings, lists })),
    workspace,
    sources,
  }
  for (const rule of Object.values(RULES)) rule(linted, report)
}
