"""The model card, filled: headings after Mitchell and others, Model Cards for Model Reporting (FAT* 2019)."""

from __future__ import annotations

from collections.abc import Mapping

from late import behaviour, features, settings
from late.report import months_in_words


def model_card(numbers: Mapping[str, object]) -> str:
    """Markdown with the measured numbers filled in."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str, digits: int) -> str:
        return f"{n[name]:.{digits}f} [{n[f'{name}_low']:.{digits}f}, {n[f'{name}_high']:.{digits}f}]"

    def share(name: str) -> str:
        return f"{100 * n[name]:.1f} % [{100 * n[f'{name}_low']:.1f}, {100 * n[f'{name}_high']:.1f}]"

    groups = "\n".join(
        f"| {name.replace('_', ' ')} | {n[f'fair_{name}_rows']:,} | {100 * n[f'fair_{name}_late_share']:.1f} % | "
        f"{share(f'fair_{name}_false_alarms')} | {share(f'fair_{name}_missed')} |"
        for name in (
            "small_destination",
            "medium_destination",
            "large_destination",
            "regional_carrier",
            "mainline_carrier",
        )
    )
    fitted, calibrated = months_in_words(settings.TRAIN_MONTHS), months_in_words(settings.CALIBRATION_MONTHS)
    verdict = "passes" if numbers["gate_passes_test"] else "does not pass"
    return f"""# Model card: late arrival, two hours ahead

## Model
Gradient boosting over histograms (scikit-learn), {n["trees"]} trees, {len(features.NAMES)} features, sigmoid calibration. Fitted on {fitted},
calibrated on {calibrated} of 2013. Release format: skops, with a list of trusted types. Owner: the example's maintainers.

## Intended use
Warn staff and passengers of a flight out of EWR, JFK or LGA that it will probably arrive {settings.LATE_MINUTES} minutes late
or more, {settings.LEAD_MINUTES // 60} hours before scheduled departure. A person may always overrule it.
**Not for** rating crews or carriers, compensation claims, other airports, other years.

## Factors
Season, airport state, carrier, size of the destination. There is nothing on people in the data.

## Measures
AUC for the ranking, log loss for the probabilities, dollars per flight for the decision at threshold
{n["threshold_costs"]:.3f}, which follows from the costs and is not tuned. Intervals: bootstrap over days.

## Results on September to December ({n["n_test_flights"]:,} flights that no earlier decision was based on)
- AUC {span("test_sigmoid_auc", 3)}; log loss {span("test_sigmoid_log_loss", 4)}.
- Dollars per flight {span("test_sigmoid_cost", 2)}; best policy without a model: '{numbers["gate_best_baseline_test"]}'; saving
  {span("gate_saving_test", 2)}: {verdict} the gate of {n["gate_required"]:.2f}.
- Warns {100 * n["test_alarm_share"]:.1f} % of flights; {100 * n["test_precision"]:.1f} % of the warnings are right;
  {100 * n["test_recall"]:.1f} % of the late flights are warned.
- Calibration error {n["test_sigmoid_calibration_error"]:.4f} in all, but {n["test_sigmoid_calibration_error_month_09"]:.4f} in
  September and {n["test_sigmoid_calibration_error_month_12"]:.4f} in December.

| group | flights | late | punctual flights warned | late flights missed |
|---|---|---|---|---|
{groups}

## Behavior
Same decision after changes that must not matter: {100 * n["behaviour_boosting_invariance"]:.1f} % of the flights that the
change touches. Probability lower by {100 * behaviour.SLACK:.0f} point at most after changes that make things worse:
{100 * n["behaviour_boosting_rising"]:.1f} %. Means over tests; the worst test passes for {100 * n["behaviour_boosting_worst"]:.1f} %.

## Ethical considerations
A false alarm hurts most where there is no later flight, and small destinations get more of them (table above). Regional
flights are warned in vain more often, and are late more often: of the warnings {100 * n["fair_regional_carrier_precision"]:.0f} % are right
there and {100 * n["fair_mainline_carrier_precision"]:.0f} % elsewhere. Making the false alarms of regional and mainline carriers equal would cost
{span("fair_price_per_flight", 2)} dollars per flight.

## Caveats
- Probabilities drift with the season: in September they are too high, in December too low. Watch the monthly gap.
- Cancelled and diverted flights are not in any measure.
- Another seed changes {100 * n["churn_alarms_differ"]:.1f} % of the warnings and AUC by {abs(n["churn_auc_difference"]):.4f}: announce a retraining.
- Prediction sets lose their promise for late flights ({100 * n["conformal_marginal_coverage_late"]:.0f} % covered in place of
  {100 * n["conformal_promise"]:.0f} %) unless made by class.
- The intervals treat days as independent. With whole weeks resampled the lower end of the saving is
  {n["gate_saving_test_by_week_low"]:.2f}.

## Revoked when
the saving over three labeled months falls below what running costs, a check of the data fails for a day, or a carrier
or airport enters that training never saw.
"""
