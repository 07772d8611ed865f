"""Views: each reads a request, calls one function and wraps the answer."""
