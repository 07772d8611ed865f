"""Requests to other hosts: one client that enters no private network, sends no credentials and has limits."""
