"""Lists that say how many datasets each record has: people, organisations and vocabularies."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html


def test_agents_can_be_put_in_order_by_how_many_datasets_they_have(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/agents/?sort=datasets").text)
    numbers = [int(text.split()[0]) for text in page.xpath("//ul[@class='list']/li/span/text()")]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 1
    assert "sort=datasets&page=2" in page.xpath("//a[@rel='next']/@href")[0]
    (first,) = page.xpath("//ul[@class='list']/li[1]/a/@href")
    shown = html.fromstring(visitor.get(first).text)
    headings = ("Made", "Published", "Contributed to", "Funded")
    listed = [link for name in headings for link in shown.xpath(f"//section[@aria-label='{name}']//li/a/@href")]
    assert len(set(listed)) == numbers[0]
    assert visitor.get("/agents/?sort=colour").status_code == 400


def test_a_vocabulary_is_a_tree_with_its_use(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/ns/finding").text)
    (pneumonia,) = page.xpath("//ul[@class='tree']/li[a='Pneumonia']")
    assert "Viral pneumonia" in pneumonia.xpath("./ul//a/text()")
    checked = 0
    for link in page.xpath("//ul[@class='tree']//a[contains(@href, '/search?')]")[:12]:
        found = visitor.get(link.get("href").replace("/search?", "/api/search?")).get_json()
        assert link.text_content().split()[0].replace(",", "") == str(found["total"])
        checked += 1
    assert checked == 12


def test_a_concept_says_how_many_datasets_use_it(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/ns/modality/ct").text)
    (used,) = page.xpath("//main//p[starts-with(., 'Used by')]/a")
    found = visitor.get(used.get("href").replace("/search?", "/api/search?")).get_json()
    assert used.text_content() == f"{found['total']} datasets"
