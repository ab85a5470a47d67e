FROM python:3.11-slim
COPY pip.conf /etc/pip.conf
