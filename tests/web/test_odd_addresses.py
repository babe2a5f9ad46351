"""An address may say anything: what the tracker's own builder of addresses takes for itself is left aside."""

import pytest

from tests import factories as make

ODD = ("endpoint=x", "_method=DELETE", "_scheme=javascript", "_external=1", "_anchor=x", "values=x", "self=x")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", ["/laureats?q=zz", "/contacts?q=region", "/administration/audit?x=1"])
def test_a_page_that_repeats_its_address_opens_with_any_parameter(signed_in, path: str, odd: str) -> None:
    for number in range(27):
        make.contact(f"Noé {number}", f"Région {number}")
    make.laureate("Zzz", status="ended")
    user = make.admin() if path.startswith("/administration") else make.coach()
    client = signed_in(user)
    client.get("/administration/audit.csv")
    page = client.get(f"{path}&{odd}")
    assert page.status_code == 200
    assert 'href="http' not in page.text.replace('href="https', "")
