"""The draft of publiccode.yml that a laureate completes."""

import pytest
import yaml

from aic_tracker.opendata.publiccode import TO_COMPLETE
from tests import factories as make

PAGE = "/laureats/umap/page-publique/publiccode.yml"
MANDATORY = {
    *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal"),
    *("maintenance", "localisation"),
}


@pytest.fixture
def umap(app):
    return make.laureate(
        'uMap "2" : # oui',
        slug="umap",
        tagline="Des cartes, à plusieurs",
        repository="https://code.example/umap",
        licence="AGPL-3.0-or-later",
    )


def test_the_draft_holds_what_the_tracker_knows_and_asks_for_the_rest(client, umap):
    client.sign_in(make.referent(umap, name="Rose Dupuis"))
    answer = client.get(PAGE)
    assert answer.mimetype == "application/yaml"
    assert 'filename="publiccode.yml"' in answer.headers["Content-Disposition"]
    said = yaml.safe_load(answer.data)
    assert said.keys() >= MANDATORY
    assert (said["publiccodeYmlVersion"], said["name"]) == ("0.7", 'uMap "2" : # oui')
    assert (said["url"], said["legal"]["license"]) == ("https://code.example/umap", "AGPL-3.0-or-later")
    assert said["description"]["fr"]["shortDescription"] == "Des cartes, à plusieurs"
    assert said["fundedBy"] == [
        {"name": "Accélérateur d’initiatives citoyennes", "uri": "http://aic.test/communs/umap"}
    ]
    assert "Dupuis" not in answer.text


def test_what_nobody_said_is_to_be_completed(client, app):
    bare = make.laureate("Nu", slug="umap")
    client.sign_in(make.coach(bare))
    said = yaml.safe_load(client.get(PAGE).data)
    assert said["url"] == said["legal"]["license"] == said["description"]["fr"]["shortDescription"] == TO_COMPLETE


def test_the_screen_of_the_public_page_leads_to_it(client, umap):
    client.sign_in(make.coach(umap))
    assert f'href="{PAGE}"' in client.get("/laureats/umap/page-publique").text


def test_who_does_not_see_the_project_does_not_see_the_draft(client, umap):
    client.sign_in(make.referent())
    assert client.get(PAGE).status_code == 404
