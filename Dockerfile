# The node image: a base that has Node 26, and our source. No package registry, no shell, no build step but
# one: the compile cache, without which every start would strip the types of every file again.
ARG BASE=node:26-slim
FROM ${BASE}

LABEL org.opencontainers.image.title="meshbed node" \
      org.opencontainers.image.description="A peer of a meshbed mesh: under a harness (contract), or on its own (peer)" \
      org.opencontainers.image.licenses="MIT" \
      meshbed.image="node"

COPY node/ /meshbed/node/
COPY node/bin/say /usr/local/bin/say

# A user by number: the base need not know it. A compile cache belongs to one user, so that user makes it.
RUN ["/usr/local/bin/node", "-e", "const fs = require('fs'); fs.mkdirSync('/meshbed/cache'); fs.chownSync('/meshbed/cache', 10001, 10001); fs.chmodSync('/usr/local/bin/say', 0o755)"]
USER 10001:10001
ENV NODE_COMPILE_CACHE=/meshbed/cache MESHBED_CONTROL=@meshbed
RUN ["/usr/local/bin/node", "/meshbed/node/main.ts", "warm"]

EXPOSE 7117/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/usr/local/bin/node", "/meshbed/node/main.ts", "health"]
ENTRYPOINT ["/usr/local/bin/node", "/meshbed/node/main.ts"]
CMD ["peer"]
