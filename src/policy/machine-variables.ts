const NAMES = new Set([
  // Of every shell.
  ...[
    'PATH',
    'HOME',
    'PWD',
    'OLDPWD',
    'USER',
    'USERNAME',
    'LOGNAME',
    'SHELL',
    'SHLVL',
    'HOSTNAME',
    'HOST',
    'TERM',
    'EDITOR',
    'MAIL',
  ],
  ...[
    'LANG',
    'LANGUAGE',
    'TZ',
    'TMPDIR',
    'TMP',
    'TEMP',
    'DISPLAY',
    'SSH_AUTH_SOCK',
    'SSH_CONNECTION',
    'HOSTTYPE',
    'OSTYPE',
    'UID',
    'GID',
  ],
  // Of Windows.
  ...['USERPROFILE', 'COMPUTERNAME', 'APPDATA', 'LOCALAPPDATA', 'HOMEPATH', 'HOMEDRIVE', 'SYSTEMROOT', 'COMSPEC', 'OS'],
  // Of the Python that somebody works with.
  ...['PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV', 'CONDA_EXE', 'PYENV_ROOT'],
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'LIBRARY_PATH', 'CPATH', 'MANPATH', 'PKG_CONFIG_PATH', 'CUDA_HOME', 'JAVA_HOME'],
])

/** Variables that are set on most machines, each with a value of its own: where bake fills one in, each machine builds another image. */
export function isMachineVariable(name: string): boolean {
  return NAMES.has(name) || /^(?:LC|XDG|SUDO)_[A-Z_]+$/.test(name)
}
