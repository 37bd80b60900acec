# syntax=docker/dockerfile:1
# docs/image.md says what is in the image, how to run it, and how it was checked.

# That of the tests.
ARG NODE=26.10.0-trixie-slim

# Makes the package, which is the same on every platform: so on the builder's own.
FROM --platform=$BUILDPLATFORM node:${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY test/node24/package.json test/node24/
COPY test/isolated-vm/package.json test/isolated-vm/
RUN npm ci --no-audit --no-fund
COPY . .
RUN mkdir /package && npm pack --pack-destination /package
# Laid out as an install would: with isolated-vm as it is locked, for both platforms, but neither its source nor others' builds.
RUN mkdir -p /app/node_modules/kwatchman && \
    tar -xzf /package/kwatchman-*.tgz -C /app/node_modules/kwatchman --strip-components=1 && \
    cp -r node_modules/isolated-vm node_modules/node-gyp-build /app/node_modules/ && \
    rm -rf /app/node_modules/isolated-vm/src /app/node_modules/isolated-vm/vendor /app/node_modules/isolated-vm/*.tgz \
      /app/node_modules/isolated-vm/prebuilds/darwin-* /app/node_modules/isolated-vm/prebuilds/win32-*

FROM node:${NODE}
# tini, as PID 1, hands signals on and reaps what executable plugins leave behind.
RUN apt-get update && \
    apt-get install --yes --no-install-recommends tini=0.19.* && \
    rm -rf /var/lib/apt/lists/*
# What installs packages is of no use here but to an intruder.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg
COPY --from=build /app /app
COPY config.toml /etc/kwatchman/config.toml
RUN ln -s /app/node_modules/kwatchman/dist/kwatchman.js /usr/local/bin/kwatchman && \
    mkdir /var/lib/kwatchman /app/compile-cache && \
    chown 65532:65532 /var/lib/kwatchman /app/compile-cache

ENV KW_CONFIG_FILE=/etc/kwatchman/config.toml \
    KW_HTTP_ADDRESS=:8080 \
    XDG_STATE_HOME=/var/lib \
    NODE_COMPILE_CACHE=/app/compile-cache

USER 65532:65532
# Tries the image, and fills the compile cache with what a start needs: it is kept for this user.
RUN ["kwatchman", "demo"]

ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="kwatchman" \
      org.opencontainers.image.description="Watches Kubernetes resources and passes every change through a chain of handlers, each a plugin." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

WORKDIR /etc/kwatchman
VOLUME ["/var/lib/kwatchman"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["kwatchman", "health"]
ENTRYPOINT ["tini", "-s", "--", "kwatchman"]
CMD ["run"]
