"""The scratch server: a temporary store that anybody on this machine may write to."""
