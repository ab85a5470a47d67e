FROM python:3.11-slim
ARG MIRROR
RUN echo "$MIRROR"
