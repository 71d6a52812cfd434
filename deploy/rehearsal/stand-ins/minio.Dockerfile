# Stands in for pgsty/silo: MinIO's server and its client, built from their Go modules.
FROM debian:bookworm-slim
COPY minio mc /usr/bin/
COPY minio-entrypoint.sh /usr/bin/docker-entrypoint.sh
RUN chmod 755 /usr/bin/minio /usr/bin/mc /usr/bin/docker-entrypoint.sh
VOLUME /data
ENTRYPOINT ["/usr/bin/docker-entrypoint.sh"]
