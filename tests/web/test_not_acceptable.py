"""What is not offered is named, but not at any length."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_a_refusal_repeats_no_more_of_a_header_than_a_reader_needs(client: FlaskClient) -> None:
    for path in ("/datasets/skerry-float", "/sparql?query=ASK%7B%7D", "/store?default"):
        short = client.get(path, headers={"Accept": "image/png"})
        assert (short.status_code, "image/png is not available" in short.get_data(as_text=True)) == (406, True)
        long = client.get(path, headers={"Accept": f"image/{'x' * 50_000}"})
        assert long.status_code == 406
        assert len(long.data) < 3000
