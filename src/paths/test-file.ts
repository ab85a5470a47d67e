/** Whether a Python file is a test by its name, as pytest finds them: `tests/…`, `test_x.py`, `x_test.py`, `conftest.py`. */
export const isTestFile = (path: string): boolean => /(?:^|\/)(?:tests?\/|test_[^/]*$|conftest\.py$)|_test\.py$/.test(path)
