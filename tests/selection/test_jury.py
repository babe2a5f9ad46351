"""What scores say of an application, against an independent reckoning of two thousand juries."""

import random
import statistics
from fractions import Fraction

import pytest

from aic_tracker.selection import jury
from aic_tracker.selection.jury import Opinion, Panel

WEIGHTS = {1: 1, 2: 2, 3: 1}


def opinion(juror_id, *scores, panel=Panel.CITIZENS):
    return Opinion(juror_id, panel, dict(enumerate(scores, start=1)))


def stands(*opinions, conflicted=(), of=21):
    return jury.standing(opinions, WEIGHTS, conflicted, of)


def test_what_cannot_be_judged_is_left_out_of_the_mean_and_is_not_zero():
    assert jury.mark({1: 4, 2: None, 3: 2}, WEIGHTS) == 3
    assert jury.mark({1: 0, 2: 0, 3: 0}, WEIGHTS) == 0


def test_who_judges_less_than_half_abstains():
    stood = stands(opinion(1, 4, None, None), opinion(2, 2, 2, 2))
    assert (stood.overall.count, stood.overall.median, stood.overall.abstained) == (1, 2, 1)


def test_no_rank_before_three_reviews_and_equals_share_theirs():
    two = stands(opinion(1, 4, 4, 4), opinion(2, 4, 4, 4))
    three = stands(*(opinion(juror, 2, 2, 2) for juror in range(3)))
    best = stands(*(opinion(juror, 3, 3, 3) for juror in range(3)))
    assert jury.ranks({1: two, 2: three, 3: best, 4: three}) == {3: 1, 2: 2, 4: 2}


def test_a_conflict_takes_its_juror_and_what_they_gave_out_of_the_quorum():
    stood = stands(opinion(1, 0, 0, 0), opinion(2, 4, 4, 4), conflicted={1, 9})
    assert (stood.overall.median, stood.quorum) == (4, 19)


def test_panels_that_diverge_come_first_for_talk():
    apart = [opinion(juror, 4, 4, 4, panel=Panel.EXPERTS) for juror in range(3)]
    apart += [opinion(juror, 2, 2, 2) for juror in range(3, 6)]
    agreed = [opinion(juror, 4, 4, 4) for juror in range(6)]
    standings = {1: stands(*agreed), 2: stands(*apart), 3: stands()}
    assert (standings[2].gap, standings[2].diverges) == (2, True)
    assert jury.for_talk(standings) == [2, 1, 3]


def test_the_least_reviewed_is_read_first_and_jurors_do_not_all_begin_with_the_same():
    nobody_began = [jury.distribution(juror, range(1, 41), {}, hidden=(), done=())[0] for juror in range(21)]
    assert len(set(nobody_began)) > 10
    assert jury.distribution(1, [1, 2, 3, 4], {1: 5, 2: 1, 3: 0, 4: 0}, hidden={3}, done={4}) == [2, 1]


def _expected_mark(scores, weights):
    judged = {key: Fraction(score) for key, score in scores.items() if score is not None}
    weight = sum(weights[key] for key in judged)
    if not judged or Fraction(weight, sum(weights.values())) < Fraction(1, 2):
        return None
    return sum(weights[key] * score for key, score in judged.items()) / weight


def _expected_figures(marks):
    if len(marks) < 2:
        return len(marks), marks[0] if marks else None, None
    if len(marks) < 5:
        return len(marks), statistics.median(marks), max(marks) - min(marks)
    low, _, high = statistics.quantiles(marks, n=4, method="inclusive")
    return len(marks), statistics.median(marks), high - low


def test_two_thousand_juries_stand_as_an_independent_reckoning_says():
    chance = random.Random(20261128)
    for _ in range(2000):
        weights = {key: chance.randint(1, 4) for key in range(1, chance.randint(2, 7))}
        size = chance.randint(0, 24)
        panels = {juror: chance.choice(list(Panel)) for juror in range(size)}
        conflicted = {juror for juror in panels if chance.random() < 0.1}
        given = {
            juror: {key: chance.choice((None, 0, 1, 2, 3, 4)) for key in weights}
            for juror in panels
            if chance.random() < 0.8
        }
        opinions = [Opinion(juror, panels[juror], scores) for juror, scores in given.items()]
        stood = jury.standing(opinions, weights, conflicted, size)
        assert stood.quorum == size - len(conflicted)
        medians = []
        for panel, found in [(None, stood.overall), *stood.by_panel.items()]:
            of = [juror for juror in given if juror not in conflicted and panel in (None, panels[juror])]
            marks = [_expected_mark(given[juror], weights) for juror in of]
            count, median, spread = _expected_figures([one for one in marks if one is not None])
            assert (found.count, found.abstained) == (count, len(marks) - count)
            assert found.median == (median if median is None else pytest.approx(float(median)))
            assert found.spread == (spread if spread is None else pytest.approx(float(spread)))
            medians += [median] if panel and count >= 3 else []
        gap = max(medians) - min(medians) if len(medians) > 1 else None
        assert stood.gap == (gap if gap is None else pytest.approx(float(gap)))


def test_a_jury_that_reads_in_its_order_covers_every_application_evenly():
    chance = random.Random(15)
    reviews = dict.fromkeys(range(1, 41), 0)
    done = {juror: set() for juror in range(21)}
    for _ in range(400):
        juror = chance.randrange(21)
        first = jury.distribution(juror, reviews, reviews, hidden=(), done=done[juror])[0]
        assert reviews[first] == min(count for one, count in reviews.items() if one not in done[juror])
        reviews[first] += 1
        done[juror].add(first)
    assert max(reviews.values()) - min(reviews.values()) <= 2
