/**
 * Names of packages, as PEP 503 has them, that an install on Linux cannot find. Each was looked up on PyPI on 2026-11-30 (`https://pypi.org/pypi/NAME/json`);
 * a name is listed only where no release of it installs as it is meant.
 */

/** Systems that have files of a package on PyPI, and the marker that keeps its line for them. */
export const SYSTEM_MARKERS = {
  Windows: 'sys_platform == "win32"',
  macOS: 'sys_platform == "darwin"',
  'Windows and macOS': 'sys_platform != "linux"',
} as const

/** Packages with wheels for other systems only, or that need such a package; `pyobjc-framework-*`, which all need pyobjc-core, are not listed one by one. */
export const OTHER_SYSTEMS: Readonly<Record<string, keyof typeof SYSTEM_MARKERS>> = {
  ...named('Windows', 'pywin32 pypiwin32 pywinpty windows-curses tensorflow-intel onnxruntime-directml triton-windows'),
  ...named('macOS', 'pyobjc tensorflow-macos tensorflow-metal onnxruntime-silicon'),
  ...named('Windows and macOS', 'python-magic-bin'),
}

/** Parts of a distribution, which `pip freeze` lists there. PyPI has nothing under most of the names: python-apt is withdrawn, dnf is an empty package that refuses. */
export const DISTRIBUTIONS: Readonly<Record<string, 'Debian or Ubuntu' | 'Fedora or Red Hat'>> = {
  ...named(
    'Debian or Ubuntu',
    `python-apt command-not-found ubuntu-advantage-tools ubuntu-pro-client ubuntu-drivers-common unattended-upgrades ufw
    language-selector usb-creator xkit cupshelpers apturl`,
  ),
  ...named('Fedora or Red Hat', 'dnf libdnf sepolicy subscription-manager'),
}

/** Packages of conda that PyPI does not have, or has as a package that refuses (pytorch); the package to install instead, or null. */
const CONDA_NAMES: Readonly<Record<string, string | null>> = {
  python: null,
  cudatoolkit: null,
  cudnn: null,
  'pytorch-cuda': null,
  'pytorch-mutex': null,
  'libgcc-ng': null,
  'libstdcxx-ng': null,
  'anaconda-navigator': null,
  pytorch: 'torch',
  'py-opencv': 'opencv-python-headless',
  'matplotlib-base': 'matplotlib',
  'tensorflow-base': 'tensorflow',
}

/**
 * The way out for a package of conda's; undefined for every other name.
 *
 * @example condaHelp('pytorch') // 'write `torch`'
 */
export function condaHelp(name: string): string | undefined {
  if (!Object.hasOwn(CONDA_NAMES, name)) return undefined
  const other = CONDA_NAMES[name]
  return other ? `write \`${other}\`` : 'remove the line, or take a parent that has it'
}

/** Imports whose packages have other names. PyPI has no file under the name, or one that refuses (skimage, and sklearn after 0.0). */
export const IMPORT_NAMES: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  skimage: 'scikit-image',
  skopt: 'scikit-optimize',
  pil: 'pillow',
  cv2: 'opencv-python-headless',
  opencv: 'opencv-python-headless',
  yaml: 'pyyaml',
  dateutil: 'python-dateutil',
  mysqldb: 'mysqlclient',
  magic: 'python-magic',
  umap: 'umap-learn',
  git: 'gitpython',
}

/** Imports whose name another package of PyPI has. */
export const OTHER_PACKAGES: Readonly<Record<string, string>> = {
  crypto: 'pycryptodome',
  serial: 'pyserial',
  jwt: 'pyjwt',
  docx: 'python-docx',
  fitz: 'pymupdf',
  faiss: 'faiss-cpu',
}

function named<T>(value: T, names: string): Record<string, T> {
  return Object.fromEntries(names.split(/\s+/).map(name => [name, value]))
}
