FROM python:3.11-slim
RUN useradd --create-home app
USER app
