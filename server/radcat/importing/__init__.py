"""Descriptions that others wrote, in whatever form, turned into draft records: read, map, report."""
