"""Changing records from outside: what is sent is read, and updates are evaluated, in a process that can be killed."""
