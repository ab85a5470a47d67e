// Loaded before a program (`--require`, with `--expose-gc`): on SIGUSR2 it collects garbage and writes the bytes that are left as a line to stderr.
process.on('SIGUSR2', () => {
  globalThis.gc()
  process.stderr.write(`${process.memoryUsage().heapUsed}\n`)
})
