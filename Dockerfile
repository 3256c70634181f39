# syntax=docker/dockerfile:1
# The gateway, for a Postgres and a Redis given by DATABASE_URL and REDIS_URL: the image has no embedded servers.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The embedded Postgres is an optional dependency; nothing else that runs here needs an install script.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=optional --ignore-scripts
COPY . .
# What stays beside dist/ is what is read at run time: SQL, Lua and YAML.
RUN npm run build \
  && npm prune --omit=dev --omit=optional --ignore-scripts \
  && find . -path ./node_modules -prune -o -path ./dist -prune -o -name '*.ts' -exec rm {} +

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app .
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Any command may take start's place: docker run … tillgate migrate
ENTRYPOINT ["node", "--enable-source-maps", "--max-semi-space-size=64", "--use-largepages=silent", "dist/bin/tillgate.js"]
CMD ["start"]
