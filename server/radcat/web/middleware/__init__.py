"""What stands in front of the views, as WSGI middleware."""
