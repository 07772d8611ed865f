"""The tables of the ledger, for the modules that read and write them: ledger, chronicle and memberships."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

TABLES: Final = sa.MetaData()

VERSION: Final = sa.Table(
    "version",
    TABLES,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("date", sa.String, nullable=False),
    sa.Column("agent", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("text", sa.LargeBinary, nullable=False),
    sa.Index("version_of_name", "name", "sequence"),
    sa.Index("version_of_kind", "kind", "sequence"),
    sa.Index("version_of_date", "date", "sequence"),
    sqlite_autoincrement=True,
)
# The newest version of each name: what a list or a page reads, at the same cost however long the history.
HEAD: Final = sa.Table(
    "head",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("sequence", sa.Integer, sa.ForeignKey("version.sequence"), nullable=False),
    sa.Index("head_of_kind", "kind", "status", "name"),
    sa.Index("head_in_order", "sequence"),
    sa.Index("head_of_kind_in_order", "kind", "sequence"),
)
# What the newest versions point at: a target, and every record that could hold it. Read to find who points at a record.
REFERENCE: Final = sa.Table(
    "reference",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
    sa.Index("reference_to", "target", "name"),
    sqlite_with_rowid=False,  # half the size: the key is the row
)
# Which harvest sets a dataset is in; see memberships.
MEMBERSHIP: Final = sa.Table(
    "membership",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),  # the name of the concept, scheme or source
    sa.Column("sequence", sa.Integer, nullable=False),  # of the newest version of the dataset
    sa.Index("membership_in_order", "target", "sequence"),
    sqlite_with_rowid=False,  # half the size: the key is the row
)
# What tells that two datasets may be one: title, landing page, DOI; see duplicates.
DATASET_KEY: Final = sa.Table(
    "dataset_key",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Index("dataset_key_in_order", "key", "name"),
    sqlite_with_rowid=False,  # half the size: the key is the row
)
# Where each published record stands in the list of its kind; see listings.
LISTING: Final = sa.Table(
    "listing",
    TABLES,
    sa.Column("kind", sa.String, primary_key=True),
    sa.Column("tag", sa.String, primary_key=True),  # of the language that a reader asks for, empty for any
    sa.Column("place", sa.String, primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Index("listing_of_name", "name"),
    sqlite_with_rowid=False,  # the list is the table
)
# What a record says of its lineage, as JSON, and the other records that its images came from or are compared with; see
# lineages.
LINEAGE: Final = sa.Table(
    "lineage",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("composition", sa.String),  # notation; of a dataset that states it
    sa.Column("described", sa.Text, nullable=False),
    sa.Index("lineage_of_composition", "composition", "name"),
)
RELATION: Final = sa.Table(
    "relation",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("other", sa.String, primary_key=True),
    sa.Column("is_source", sa.Boolean, nullable=False),  # not so where the two are only compared
    sa.Index("relation_to", "other", "name"),
    sqlite_with_rowid=False,  # half the size: the key is the row
)
# How many records of each kind there are; see tallies.
TALLY: Final = sa.Table(
    "tally",
    TABLES,
    sa.Column("kind", sa.String, primary_key=True),
    sa.Column("published", sa.Integer, nullable=False),
    sa.Column("names", sa.Integer, nullable=False),
    sa.Column("newest", sa.Integer, nullable=False),
)
# Files that were not published, and published records that no longer conform: the last sync's, replaced each time.
FINDING: Final = sa.Table(
    "finding",
    TABLES,
    sa.Column("place", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("published", sa.Boolean, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
)
# Versions that can't be written in a format; see omissions.
OMISSION: Final = sa.Table(
    "omission",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("sha256", sa.String, primary_key=True),
    sa.Column("format", sa.String, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("date", sa.String, nullable=False),
)
# The newest answer of every address that was asked; see link_checks.
LINK_ANSWER: Final = sa.Table(
    "link_answer",
    TABLES,
    sa.Column("address", sa.String, primary_key=True),
    sa.Column("status", sa.Integer),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("final", sa.String, nullable=False),
    sa.Column("date", sa.String, nullable=False),
    sa.Index("link_answer_of_date", "date"),
)
# The survey as it was last computed; see surveys.
SURVEY: Final = sa.Table(
    "survey_table",
    TABLES,
    sa.Column("part", sa.String, primary_key=True),
    sa.Column("described", sa.Text, nullable=False),  # JSON
)
SURVEY_ROW: Final = sa.Table(
    "survey_row",
    TABLES,
    sa.Column("part", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),  # from 0
    sa.Column("cells", sa.Text, nullable=False),  # JSON
    sqlite_with_rowid=False,
)
# By which rows of its living table are found without reading them all.
SURVEY_LIST: Final = sa.Table(
    "survey_list",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("members", sa.Text, nullable=False),  # JSON
)
# Versions that were appended before their file was written: what a crash leaves here is finished by whoever comes next.
PENDING: Final = sa.Table(
    "pending",
    TABLES,
    sa.Column("sequence", sa.Integer, sa.ForeignKey("version.sequence"), primary_key=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("before", sa.String),
)
META: Final = sa.Table(
    "meta",
    TABLES,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
# The newest versions, whole.
NEWEST: Final = HEAD.join(VERSION, VERSION.c.sequence == HEAD.c.sequence)
