FROM python:3.11-slim
ARG CHANNEL
USER root
