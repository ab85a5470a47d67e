// Written by hand, for templates.generated.js (made by scripts/generate/templates.mjs).
/** What every template is compiled with, shipped ones and those of a project. */
export declare const compileOptions: { noEscape: true; strict: true; knownHelpersOnly: true; knownHelpers: Record<string, true> }
/** Dialect → file name (`partials/apt.hbs`) → specification for `Handlebars.template`. */
export declare const templates: Record<string, Record<string, object>>
