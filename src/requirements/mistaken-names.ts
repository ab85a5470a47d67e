/** Names of packages, as PEP 503 has them, that an install on Linux cannot find. Looked at on 2026-11-30; only what is certain is listed. */

/** Where a package exists for another system only, or is a part of a distribution that `pip freeze` lists. */
export const OTHER_SYSTEMS: Readonly<Record<string, 'Windows' | 'macOS' | 'Debian or Ubuntu' | 'Fedora or Red Hat'>> = {
  ...named('Windows', 'pywin32 pypiwin32 pywinpty windows-curses python-magic-bin'),
  ...named('macOS', 'pyobjc tensorflow-macos tensorflow-metal'),
  ...named(
    'Debian or Ubuntu',
    `python-apt command-not-found ubuntu-advantage-tools ubuntu-pro-client ubuntu-drivers-common unattended-upgrades ufw
    language-selector usb-creator xkit screen-resolution-extra cupshelpers apturl`,
  ),
  ...named('Fedora or Red Hat', 'dnf libdnf sepolicy subscription-manager'),
}

/** Packages of conda that PyPI does not have; what to install instead, or null. */
export const CONDA_NAMES: Readonly<Record<string, string | null>> = {
  python: null,
  cudatoolkit: null,
  cudnn: null,
  'pytorch-cuda': null,
  'pytorch-mutex': null,
  'libgcc-ng': null,
  'libstdcxx-ng': null,
  'anaconda-navigator': null,
  'ruamel-yaml-conda': 'ruamel.yaml',
  pytorch: 'torch',
  'py-opencv': 'opencv-python-headless',
  'matplotlib-base': 'matplotlib',
  'tensorflow-base': 'tensorflow',
}

/** Imports whose packages are called otherwise, and old names that end in an error. */
export const IMPORT_NAMES: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  skimage: 'scikit-image',
  pil: 'pillow',
  cv2: 'opencv-python-headless',
  opencv: 'opencv-python-headless',
  yaml: 'pyyaml',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  mysqldb: 'mysqlclient',
  'tensorflow-gpu': 'tensorflow',
}

/** Imports whose name another package has. */
export const OTHER_PACKAGES: Readonly<Record<string, string>> = {
  crypto: 'pycryptodome',
  serial: 'pyserial',
  jwt: 'pyjwt',
  magic: 'python-magic',
  docx: 'python-docx',
  fitz: 'pymupdf',
  faiss: 'faiss-cpu',
  umap: 'umap-learn',
  skopt: 'scikit-optimize',
  git: 'gitpython',
}

function named<T>(value: T, names: string): Record<string, T> {
  return Object.fromEntries(names.split(/\s+/).map(name => [name, value]))
}
