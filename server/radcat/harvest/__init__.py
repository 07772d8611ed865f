"""Ways to take the whole catalogue, and afterwards only what changed: pages of it, feeds, dumps and protocols.

All of it is read off the ledger in order, is pure, and asks no HTTP request for an address.
"""
