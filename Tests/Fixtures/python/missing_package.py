"""Imports what nobody has."""

import json

import no_such_package
