/** Variables that installers and compilers read: without one of them something else may be installed. */
const READ_BY_INSTALLS =
  /^(?:PIP|UV|CONDA|CMAKE|CARGO|RUST|GIT|APT|DEBIAN|MAKE|NVCC|CUDA|TORCH_CUDA|MAX_JOBS|FORCE_|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|PATH|PYTHON|VIRTUAL_ENV|HTTPS?_PROXY|NO_PROXY|SSL|REQUESTS_CA|LD_|C_INCLUDE|DS_BUILD|BUILD_|SETUPTOOLS|HOME|TMPDIR)/

/** Whether an install reads a variable by itself. */
export const isReadByInstalls = (name: string): boolean => READ_BY_INSTALLS.test(name)
