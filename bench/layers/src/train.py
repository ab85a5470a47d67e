"""The code of the image: one small file, so that what travels is packages."""
