FROM python:3.11-slim
RUN --mount=type=secret,id=UV_INDEX_INTERNAL_PASSWORD,env=UV_INDEX_INTERNAL_PASSWORD,required=true true
RUN --mount=type=secret,target=/root/netrc,required=true true
