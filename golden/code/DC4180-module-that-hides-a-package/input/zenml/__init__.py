# Helpers for ZenML.
