// Written by hand, for traced-templates.generated.js (made by scripts/generate/templates.mjs).
/** As `templates`, with marks: dialect → file name (`partials/apt.hbs`) → specification for `Handlebars.template`. */
export declare const tracedTemplates: Record<string, Record<string, object>>
