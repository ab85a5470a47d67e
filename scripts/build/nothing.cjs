// In the place of a package that is asked for in code that never runs.
