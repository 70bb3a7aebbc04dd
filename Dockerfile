# The migrated application, with Flask behind the strangler while routes are still moving.
# Without MIGRATOR_LEGACY only FastAPI serves.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv

COPY generated_app/requirements.txt requirements.txt
COPY examples/estoque/requirements.txt legacy-requirements.txt
RUN pip install --no-cache-dir -r requirements.txt -r legacy-requirements.txt

COPY generated_app generated_app
COPY examples/estoque legacy
COPY cutover.json* ./

ENV PYTHONPATH=/srv/legacy MIGRATOR_LEGACY="app:create_app()" MIGRATOR_CUTOVER=/srv/cutover.json
RUN useradd --create-home --uid 10001 app && mkdir -p /srv/uploads && chown app /srv /srv/uploads
ENV UPLOAD_FOLDER=/srv/uploads
USER app
EXPOSE 8000
CMD ["sh", "-c", "exec uvicorn generated_app.main:app --host 0.0.0.0 --port ${PORT:-8000} --no-server-header --no-proxy-headers"]
