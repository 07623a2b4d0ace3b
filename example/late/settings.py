"""Every assumption of the project that is a choice and not a measurement, in one place.

Times are minutes unless a name says otherwise; money is US dollars; months are calendar months of 2013 at New York.
"""

from __future__ import annotations

from dataclasses import dataclass

LATE_MINUTES = 15  # the US DOT counts an arrival 15 minutes or more after schedule as late (14 CFR 234.2)
LEAD_MINUTES = 120  # a prediction is made this long before scheduled departure
FEED_LAG_MINUTES = 10  # a departure shows in the airport's feed this long after it happened
WEATHER_LAG_MINUTES = 60  # the observation of an hour is complete and published when the hour has passed
WEATHER_MAX_AGE_MINUTES = 360  # an older observation counts as missing
RECENT_MINUTES = 180  # "recent" departures are those of the last three hours

COST_MISSED = 300.0  # a late flight nobody was warned of: missed connections, rebooking at the desk, duty-time overruns
COST_WARNED = 100.0  # a late flight with a warning: part of that cost remains
COST_FALSE_ALARM = 60.0  # a warning and a punctual flight: staff and passengers moved for nothing
COST_OF_RUNNING = 250_000.0  # a year of service, on-call and one half-time engineer
COST_OF_RETRAINING = 2_000.0  # one retraining with its review and release
GO_MARGIN = 2.0  # the lower bound of the saving must be this many times what running the system costs

LABEL_DELAY_DAYS = 30  # the labels of a month arrive together, this many days after the month has ended
FEASIBILITY_MONTHS = (1, 2, 3, 4, 5, 6)  # what scoping may look at
EXPERIMENT_TRAIN_MONTHS = (1, 2, 3, 4)  # leaks and treatments of missing labels are tried on these
EXPERIMENT_TEST_MONTHS = (6, 7, 8)  # and judged on these; the labels of April arrive in May, which is left out
FOLD_MONTHS = (5, 6, 7, 8)  # test months of the time folds; each trains on all months whose labels had arrived
TRAIN_MONTHS = (1, 2, 3, 4, 5, 6)  # the release candidate is fitted on these,
CALIBRATION_MONTHS = (7,)  # calibrated on these, whose labels arrive at the end of August,
TEST_MONTHS = (9, 10, 11, 12)  # and judged on these, which no stage before modeling uses to train or to judge
LIVE_FROM_MONTH = 5  # the replay goes live then, with what was labelled by then, and lives through the rest
TRIGGER_GAP = 0.03  # retrain when the newest labelled month was this far from its prediction, share of flights
TRIGGER_PSI = 0.1  # or, without labels, when the scores of the month before moved this far from the training months
SETS_MAY_MISS = 0.1  # prediction sets may miss this share of the flights
REGIONAL = ("9E", "EV", "MQ", "OO", "YV")  # carriers that fly for others, by their business in 2013
SMALL_DESTINATION = 365  # flights a year from New York: below one a day is small,
LARGE_DESTINATION = 3650  # and ten a day and more is large
ANNOTATORS = 4  # simulated people who label the same flights
ANNOTATION_MINUTES = 1.0  # one answer of an annotator
ADJUDICATION_MINUTES = 5.0  # one disagreement looked at by a third person and written down; also one suspect label
MACHINE_DOLLARS_PER_HOUR = 0.10  # a rented machine of two cores, all day, whether it is asked or not
RESCUED_SHARE = 0.5  # share of warned flights that would have been late and are not, because the crew hurries
HOLD_OUT_SHARE = 0.05  # share of flights whose warning is computed and logged, but not shown
COMPARED_DELAYS = (0, 30, 60)  # LABEL_DELAY_DAYS and others; 60 is about what public statistics take


@dataclass(frozen=True)
class Size:
    """How much work a run does: `share` of all flights (0 to 1], seeds, bootstrap draws, simulated streams, trees of a
    boosting, requests at each rate of the latency measurement, share of the flights that each seed of a leak draws."""

    share: float
    seeds: int
    draws: int
    streams: int
    trees: int
    requests: int
    leak_share: float


FULL = Size(share=1.0, seeds=5, draws=500, streams=40, trees=120, requests=300, leak_share=0.4)
FAST = Size(share=0.15, seeds=2, draws=100, streams=8, trees=40, requests=30, leak_share=1.0)
