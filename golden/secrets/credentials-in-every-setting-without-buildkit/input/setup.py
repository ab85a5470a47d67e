from setuptools import setup

setup(name="penguins")
