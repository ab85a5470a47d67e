/** The compiler of Handlebars, loaded when there is a template to compile: those that ship are compiled already. */
export const templateCompiler = () => require('handlebars') as typeof import('handlebars')
