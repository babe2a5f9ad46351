import pytest

from aic_tracker.aid import nace


@pytest.mark.parametrize("written", ["94.99Z", "94.99", "9499z", "S.94.99", "s94.99", " 94.99 Z "])
def test_a_class_is_read_however_it_is_written(written):
    assert nace.class_of(written) == "94.99"
    assert nace.in_register(written) == "S.94.99"


@pytest.mark.parametrize(
    "written", ["", "94", "94.9", "94.98", "J.94.99", "62.10", "99.99", "94.99ZZ", "94,99", "٩٤.٩٩"]
)
def test_what_is_no_class_of_rev_2_is_none(written):
    assert nace.class_of(written) is None
    assert nace.in_register(written) == nace.label_of(written) == ""


def test_the_later_classification_has_other_sections():
    assert nace.in_register("62.01Z") == "J.62.01"
    assert nace.in_register_2_1("62.10Y") == "K.62.10"
    assert nace.class_of_2_1("45.11") is None  # its division left with that revision


def test_every_class_has_its_section_and_its_words():
    assert len(nace.labels()) == 615
    for code, label in nace.labels().items():
        assert nace.in_register(code) == f"{nace.in_register(code)[0]}.{code}"
        assert label.strip() == label
        assert label
