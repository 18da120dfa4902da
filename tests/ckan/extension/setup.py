"""What the test needs of Thailand's own CKAN extension: keywords in Thai. Installed beside CKAN, never with us."""

from setuptools import setup

setup(
    name="ckanext-town",
    version="1",
    packages=["ckanext_town"],
    entry_points={"ckan.plugins": ["town_validators = ckanext_town.plugin:TownValidators"]},
)
