/**
 * What git and its hosts should know about generated files: the same line ends everywhere. In a pull request the files for programs are collapsed;
 * Dockerfiles and requirement lists are there to be read.
 */
export const gitattributes = (output: string): string => `${output}/** text eol=lf
${output}/**/manifest.json linguist-generated
${output}/**/docker-bake.json linguist-generated
${output}/**/*.dockerignore linguist-generated
`

/** What bake and `zenml-build` write beside the output: it belongs to one build. */
export const gitignore = (output: string): string => `/${output}/bake.json\n/${output}/*.yaml\n`

/** Rules for make. The stamp is what make compares, because files that stay the same keep their times. */
export const makefile = (output: string): string => `DOCKCOMPILE ?= dockcompile
STAMP := .dockcompile/stamp
# make's own rules would make a list \`base\` from a file \`base.sh\` or \`base.y\` beside it.
MAKEFLAGS += --no-builtin-rules

.PHONY: images check-images bake

images: $(STAMP) ## write ${output}/ when something that it is made from changed

$(STAMP):
	@mkdir -p $(@D) && echo '*' > $(@D)/.gitignore
	$(DOCKCOMPILE) --depfile $(@D)/depfile --stamp $@

-include .dockcompile/depfile

check-images: ## fail when ${output}/ is not what the files say (for CI)
	$(DOCKCOMPILE) check

bake: images ## build every image: \`make bake ARGS=--push\` also pushes them
	docker buildx bake -f ${output}/docker-bake.json $(ARGS)
`

/** A hook that runs the dockcompile of the machine. */
export const preCommit = `repos:
  - repo: local
    hooks:
      - id: dockcompile
        name: Dockerfiles match their configuration
        entry: dockcompile check
        language: system
        pass_filenames: false
`
