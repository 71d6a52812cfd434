# `make` lists what can be done. PROD=1 adds docker-compose.prod.yml, DEV=1 docker-compose.dev.yml.
SHELL := /bin/sh
.DEFAULT_GOAL := help

FILES := -f docker-compose.yml $(if $(PROD),-f docker-compose.prod.yml) $(if $(DEV),-f docker-compose.dev.yml)
COMPOSE := docker compose $(FILES)
# The locked Node runs everything; a system Node need not be there or be new.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Set-up -------------------------------------------------------------------------------------------------------

.PHONY: setup secrets certificates images
setup: .env secrets certificates ## .env, secrets and certificates, as far as they are not there

.env:
	@sed "s/^DOCKER_GID=.*/DOCKER_GID=$$(stat -c %g /var/run/docker.sock)/" .env.compose.example > .env
	@echo "Made .env; look for CHANGE ME in it."

secrets: ## every secret that is not there yet, in secrets/
	@sh deploy/make-secrets.sh secrets

certificates: .env ## a certificate for development, trusted where mkcert is there
	@. ./.env && sh deploy/make-certificates.sh traefik/certificates "$$SNAPRUN_HOST" "$$SNAPRUN_STORAGE_HOST"

images: ## the images of this version, and the sandbox's
	npm run sandbox:image
	@. ./.env && for target in api worker migrate web broker demo-models; do \
	  docker build --target $$target --tag "snaprun-$$target:$$SNAPRUN_VERSION" $(BUILD_OPTIONS) . || exit 1; done

# --- Running ------------------------------------------------------------------------------------------------------

.PHONY: up down logs ps health-check restart
up: ## start everything and wait until it is healthy (WORKERS=4 for more workers)
	$(COMPOSE) up --detach --wait --no-build $(if $(WORKERS),--scale worker=$(WORKERS))

down: ## stop everything; data stays
	$(COMPOSE) down

logs: ## follow the logs (SERVICE=worker for one)
	$(COMPOSE) logs --follow --tail 100 $(SERVICE)

ps: ## what runs
	$(COMPOSE) ps

health-check: ## ask the stack from outside how it is, and end with an error if it is not well
	@. ./.env && sh deploy/health-check.sh "$$SNAPRUN_ORIGIN" traefik/certificates/authority.crt

restart: ## restart worker by worker, then api and pages; jobs go on
	@sh deploy/rolling-restart.sh $(FILES)

# --- Operations ---------------------------------------------------------------------------------------------------

.PHONY: doctor backup restore verify-production
doctor: ## what is wrong on this machine or, with PROD=1, on a server, and how to mend it
	npm run doctor -- $(if $(PROD),--production --env-file .env)

backup: ## database and objects into DIR=…; DATABASE_URL and S3_… say where they are
	npm run backup -- "$(DIR)" $(if $(SERVICE),--service $(SERVICE))

restore: ## DIR=… back into an empty database and an empty bucket, and compare
	npm run restore -- "$(DIR)"

verify-production: ## look at a deployment from outside (URL=https://…; SNAPRUN_TOKEN runs a job)
	npm run verify -- "$(URL)"

# --- Development --------------------------------------------------------------------------------------------------

.PHONY: test test-full rehearse
test: ## types, lints and the tests of this machine
	npm test

test-full: ## the slow suites too
	npm run test:full

rehearse: ## run the real compose files here, without an image registry, and show what happens
	node deploy/rehearsal/rehearse.ts
