FROM python:3.11-slim
COPY constraints.txt /etc/pip/constraints.txt
