"""Checking records against shapes: two SHACL engines behind one interface, and reports people can act on."""
