# PostgreSQL with PostGIS and pgRouting, from Debian's packages like the private cluster of script/postgis.
FROM debian:12-slim
RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    postgresql-15 postgresql-15-postgis-3 postgresql-15-pgrouting && rm -rf /var/lib/apt/lists/*
COPY deploy/postgis-entry /usr/local/bin/postgis-entry
USER postgres
VOLUME /var/lib/postgresql
EXPOSE 5432
CMD ["postgis-entry"]
