export * from './core.ts'
export { packageCatalogs } from './edge/catalogs.ts'
export { diskSources } from './edge/disk.ts'
