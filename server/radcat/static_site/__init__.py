"""The registry as a folder of files, for hosts that run no programs."""
