# Stands in for the traefik image: Traefik, built from its Go module.
FROM debian:bookworm-slim
COPY traefik /usr/local/bin/
COPY trust.pem /etc/ssl/certs/ca-certificates.crt
RUN chmod 755 /usr/local/bin/traefik
EXPOSE 80
ENTRYPOINT ["traefik"]
