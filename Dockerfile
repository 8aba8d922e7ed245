# Ontos in a container, not as root: docker build -t ontos . && docker run -p 8000:8000 -v ontos:/data ontos
FROM debian:12 AS build
WORKDIR /source
COPY . .
RUN ./dev build && strip build/release/ontos

FROM debian:12-slim
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates libboost-json1.81.0 libboost-url1.81.0 libsqlite3-0 libpq5 libsimdjson14 \
      libspdlog1.10 libfmt9 libcurl4 libre2-9 libssl3 libarchive13 libyaml-cpp0.7 zlib1g libzstd1 \
      libbrotli1 libutf8proc2 libdate-tz3 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --no-create-home ontos \
    && install -d -o ontos -g ontos -m 0700 /data
COPY --from=build /source/build/release/ontos /usr/local/bin/ontos
COPY --from=build /source/.deps/onnxruntime/lib /usr/local/lib/ontos
COPY --from=build /source/examples/breast_cancer /usr/local/share/ontos/breast_cancer
USER ontos
VOLUME /data
EXPOSE 8000
# A container's port is open to its network. Until --authentication is set, say so: ONTOS_INSECURE=1.
ENV ONTOS_HOST=0.0.0.0 ONTOS_PORT=8000 ONTOS_DATA=/data \
    ONTOS_ONNXRUNTIME=/usr/local/lib/ontos/libonnxruntime.so.1.32.0
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["ontos", "health", "--server", "http://127.0.0.1:8000"]
ENTRYPOINT ["ontos"]
CMD ["serve", "--authentication", "required"]
