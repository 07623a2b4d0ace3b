"""What every stage found, one sentence each with its number and interval: made from the numbers, never typed.

Each function is named after its stage, takes the numbers of that stage and returns the sentences in order.
"""

from __future__ import annotations

from collections.abc import Mapping

from late import checks, replay, rollout, settings
from late.metrics import Interval
from late.report import months_in_words

Numbers = dict[str, object]


def data(numbers: Numbers, inflation: Mapping[str, Interval]) -> list[str]:
    """What the data said, one sentence each."""

    def gain(name: str) -> str:
        i = inflation[name]
        return f"{i.value:+.3f} [{i.low:+.3f}, {i.high:+.3f}]"

    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}
    return [
        f"The late share swings from {100 * n['late_share_month_09']:.1f} % in September to "
        f"{100 * n['late_share_month_12']:.1f} % in December; {n['n_cancelled'] + n['n_diverted']:,} of "
        f"{n['n_flights']:,} flights have no label.",
        f"The departure delay as a feature inflates AUC by {gain('dep_delay')}, to {n['leak_dep_delay_auc']:.3f}.",
        f"The time in the air, which looks harmless, inflates it by {gain('air_time')}.",
        f"A random split flatters by {gain('random_split')}, with the date as a feature by "
        f"{gain('random_split_with_date')}; when both splits are judged on the same later rows it is "
        f"{gain('same_rows')}: which rows are judged moves the figure as well.",
        f"Target statistics that hold the judged months inflate by {gain('target_statistics')}; out of fold over the "
        f"training months they are no leak and change AUC by {gain('out_of_fold_statistics')}; over the training months "
        f"with each row's own label they change it by {gain('in_sample_statistics')}.",
        f"Copies of judged rows in the training rows inflate a memorizing forest by {gain('duplicates_memorised')} and "
        f"a boosting by {gain('duplicates')} over as many other rows of the same months, which alone are worth "
        f"{gain('months_alone')} to the boosting.",
        f"The naive weather join is worth {gain('naive_weather')} that nobody will have in production.",
        f"Counting flights that never arrived as punctual leaves AUC on arrivals at "
        f"{n['unlabelled_punctual_auc']:.3f} (dropped: {n['unlabelled_dropped_auc']:.3f}, late: "
        f"{n['unlabelled_late_auc']:.3f}) and warns {100 * n['unlabelled_punctual_warned_share_of_never_arrived']:.0f} % of "
        f"the flights that never arrived (dropped: {100 * n['unlabelled_dropped_warned_share_of_never_arrived']:.0f} %, "
        f"late: {100 * n['unlabelled_late_warned_share_of_never_arrived']:.0f} %).",
        f"Of {n['n_faults']} injected faults the training checks catch {n['n_faults_caught_at_training']}, the checks of "
        f"single records at serving {n['n_faults_caught_at_serving']}.",
        f"The distribution check (PSI above {checks.PSI_LIMIT}) objects to {n['clean_months_with_distribution_alarm']} of "
        f"{n['clean_months_judged']} clean months ({numbers['clean_distribution_columns']}): seasons are drift, not faults.",
    ]


def modeling(numbers: Numbers) -> list[str]:
    """What the models said, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str, digits: int = 3) -> str:
        return f"{n[name]:.{digits}f} [{n[f'{name}_low']:.{digits}f}, {n[f'{name}_high']:.{digits}f}]"

    passes = "passes" if numbers["gate_passes_folds"] else "does not pass"
    again = "passes" if numbers["gate_passes_test"] else "does not pass"
    month = months_in_words(settings.CALIBRATION_MONTHS)
    told = "better" if n["calibration_sigmoid_gain_log_loss_low"] > 0 else "not told from the raw one"
    if n["calibration_sigmoid_gain_log_loss_high"] < 0:
        told = "worse"
    return [
        f"In the time folds boosting has AUC {span('folds_boosting_auc')} and costs {span('folds_boosting_cost', 2)} "
        f"dollars per flight; logistic regression has AUC {span('folds_logistic_auc')}.",
        f"Boosting gains {span('folds_boosting_gain_auc')} of AUC over logistic regression and saves "
        f"{span('folds_boosting_gain_cost', 2)} dollars per flight against it.",
        f"Training on labels that nobody has yet, as if they came at once, would show an AUC of "
        f"{n['folds_instant_labels_auc']:.3f} in the same folds: {span('folds_instant_labels_inflation')} too much.",
        f"The gate asks for a lower end of {n['gate_required']:.2f}: in the folds the saving is "
        f"{span('gate_saving_folds', 2)} and boosting {passes}; on the test months it is {span('gate_saving_test', 2)} over "
        f"'{numbers['gate_best_baseline_test']}' and it {again}. With whole weeks resampled in place of days the lower ends "
        f"are {n['gate_saving_folds_by_week_low']:.2f} and {n['gate_saving_test_by_week_low']:.2f}.",
        f"The month judged moves AUC by {n['variance_auc_sd_month_judged']:.4f} (standard deviation), the days trained on "
        f"by {n['variance_auc_sd_training_days']:.4f}, the seed by {n['variance_auc_sd_seed']:.4f}.",
        f"With {1000:,} labeled flights boosting reaches AUC {n['learning_auc_1000']:.3f} on {month}, with 16,000 "
        f"{n['learning_auc_16000']:.3f}, with 64,000 {n['learning_auc_64000']:.3f}, with all {n['n_learning_all']:,} "
        f"{n['learning_auc_all']:.3f}.",
        f"Calibration on {month} takes the calibration error on the test months from "
        f"{n['test_raw_calibration_error']:.4f} to {n['test_sigmoid_calibration_error']:.4f} (sigmoid) and "
        f"{n['test_isotonic_calibration_error']:.4f} (isotonic); in September {100 * n['test_sigmoid_predicted_share_month_09']:.1f} % "
        f"are predicted and {100 * n['test_late_share_month_09']:.1f} % are late, in December "
        f"{100 * n['test_sigmoid_predicted_share_month_12']:.1f} % and {100 * n['test_late_share_month_12']:.1f} %; there the error goes from "
        f"{n['test_raw_calibration_error_month_12']:.4f} to {n['test_sigmoid_calibration_error_month_12']:.4f}. Over all test "
        f"months the log loss of the sigmoid is {told}: gain {span('calibration_sigmoid_gain_log_loss', 4)}; it saves "
        f"{span('calibration_sigmoid_gain_cost', 2)} dollars per flight, the isotonic curve "
        f"{span('calibration_isotonic_gain_cost', 2)}.",
        f"Prediction sets that promise {100 * n['conformal_promise']:.0f} % cover "
        f"{100 * n['conformal_marginal_coverage_month_09']:.1f} % in September and "
        f"{100 * n['conformal_marginal_coverage_month_12']:.1f} % in December, and only "
        f"{100 * n['conformal_marginal_coverage_late']:.1f} % of the late flights; by class they abstain on "
        f"{100 * n['conformal_by_class_abstains']:.0f} %.",
        f"Of {n['slices_tested']} slices {n['slices_below_5_percent']} have p below 0.05 and {n['slices_surviving']} survive "
        f"Benjamini-Hochberg; the largest gap is {100 * n['slices_worst_gap']:+.1f} points ({numbers['slices_worst']}).",
        f"Two models that differ only in the seed differ in AUC by {span('churn_auc_difference', 4)} and in "
        f"{100 * n['churn_alarms_differ']:.1f} % of their warnings.",
        f"Of the punctual flights of regional carriers {100 * n['fair_regional_carrier_false_alarms']:.1f} % are warned, of "
        f"others {100 * n['fair_mainline_carrier_false_alarms']:.1f} %; at small destinations "
        f"{100 * n['fair_small_destination_false_alarms']:.1f} %, at large ones "
        f"{100 * n['fair_large_destination_false_alarms']:.1f} %; making the carriers equal costs "
        f"{span('fair_price_per_flight', 2)} dollars per flight.",
    ]


def deployment(numbers: Numbers) -> list[str]:
    """What the deployment said, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str) -> str:
        return f"{n[name]:+.2f} [{n[f'{name}_low']:+.2f}, {n[f'{name}_high']:+.2f}]"

    def plain(name: str) -> str:
        return f"{n[name]:.2f} [{n[f'{name}_low']:.2f}, {n[f'{name}_high']:.2f}]"

    def verdict(name: str) -> str:
        if n[f"{name}_low"] > 0:
            return "saves"
        return "loses" if n[f"{name}_high"] < 0 else "cannot be told from never retraining:"

    monthly, error = "replay_monthly_saved_per_flight", "replay_triggered_error_saved_per_flight"
    again, scores = "replay_recalibrated_saved_per_flight", "replay_triggered_scores_saved_per_flight"
    same = "gave" if numbers["batch_service_equal"] else "did not give"
    restored = "restored" if numbers["rollback_restores"] else "did not restore"
    same_alarm = "also have" if numbers["incident_alarm_without_fault"] else "not have"
    alarm = f"; the good release would {same_alarm} set off that alarm" if numbers["incident_detected"] else ""
    seen = "noticed after" if numbers["incident_detected"] else "not noticed within"
    return [
        f"Batch and service {same} the same probability, bit for bit, for all {n['batch_service_flights']} flights compared; "
        f"a rollback {restored} every probability.",
        f"Against never retraining, monthly retraining {verdict(monthly)} {span(monthly)} dollars per flight, the trigger on "
        f"late labels {verdict(error)} {span(error)}, the trigger on scores {verdict(scores)} {span(scores)}.",
        f"Moving only the intercept each month to the newest labeled month {verdict(again)} {span(again)} dollars per "
        f"flight: with labels a month late it corrects for a season that is over.",
        f"With the customary thresholds {100 * n['drift_customary_false_alarms_psi_features']:.0f} % of weeks without any "
        f"change are in alarm for the largest PSI, {100 * n['drift_customary_false_alarms_ks_features']:.0f} % for the largest "
        f"KS, {100 * n['drift_customary_false_alarms_domain']:.0f} % for the domain classifier, "
        f"{100 * n['drift_customary_false_alarms_psi_score']:.0f} % for PSI of the score: a week has seven days of weather, not "
        f"thousands of independent rows.",
        f"A change of the relation that leaves the inputs alone is seen by the error with late labels in "
        f"{100 * n['drift_matched_relation_seen_error']:.0f} % of streams; at matched false alarms the largest PSI claims it in "
        f"{100 * n['drift_matched_relation_seen_psi_features']:.0f} %, and in "
        f"{100 * n['drift_matched_quiet_seen_psi_features']:.0f} % of streams without any change.",
        f"Delays in hours are seen by PSI of the score in {100 * n['drift_matched_hours_seen_psi_score']:.0f} % of streams after "
        f"{n['drift_matched_hours_weeks_psi_score']:.0f} weeks, by the error in {100 * n['drift_matched_hours_seen_error']:.0f} % "
        f"after {n['drift_matched_hours_weeks_error']:.0f}.",
        f"In the real year the largest PSI is in alarm in {100 * n['drift_real_weeks_in_alarm_psi_features']:.0f} % of weeks; its "
        f"rank correlation with the weekly gap between observed and predicted share is "
        f"{plain('drift_real_correlation_psi_features')}, that of PSI of the score {plain('drift_real_correlation_psi_score')}.",
        f"The shadow stops the broken release in {100 * n['rollout_shadow_broken_stopped_share']:.0f} % of runs after "
        f"{n['rollout_shadow_broken_requests_median']:.0f} requests (median), the canary in "
        f"{100 * n['rollout_canary_broken_stopped_share']:.0f} % after {n['rollout_canary_broken_requests_median']:.0f}. The price: they stop "
        f"{100 * n['rollout_shadow_healthy_stopped_share']:.1f} % and {100 * n['rollout_canary_healthy_stopped_share']:.1f} % of "
        f"releases that differ only in the seed. The shadow's test promises {100 * rollout.ALPHA:.0f} % for disagreements that come "
        f"independently of each other and not in clusters; with the same requests in random order it stops "
        f"{100 * n['rollout_shadow_shuffled_healthy_stopped_share']:.1f} %.",
        f"Looking again and again at an ordinary z-test of level {100 * rollout.ALPHA:.0f} % stops {100 * n['rollout_peeking_same_stopped_share']:.0f} % of identical "
        f"releases, the test made for looking {100 * n['rollout_canary_same_stopped_share']:.1f} %.",
        f"A canary that loses a tenth of its requests is caught by the ratio check in "
        f"{100 * n['rollout_ratio_lost_10_stopped_share']:.0f} % of runs within a month's traffic, after "
        f"{n['rollout_ratio_lost_10_requests_median'] if 'rollout_ratio_lost_10_requests_median' in n else float('nan'):.0f} "
        f"requests.",
        f"Waiting for labels, a difference of one dollar per flight needs {n['rollout_flights_needed_for_1_dollar']:,.0f} "
        f"labeled flights in each arm.",
        f"The incident was {seen} {n['incident_hours_to_alarm']:.0f} hours and cost {n['incident_cost']:,.0f} dollars over "
        f"{n['incident_flights']:,} flights{alarm}.",
    ]


def labelling(numbers: Numbers) -> list[str]:
    """What simulated annotators and injected label errors said, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str, digits: int = 2) -> str:
        return f"{n[name]:.{digits}f} [{n[f'{name}_low']:.{digits}f}, {n[f'{name}_high']:.{digits}f}]"

    def share(name: str, digits: int = 1) -> str:
        return f"{100 * n[name]:.{digits}f} %"

    return [
        f"Simulated annotators who judge whether weather caused a delay agree on {share('round_1_agreement', 0)} of real late "
        f"flights without cut-offs, {share('round_2_agreement', 0)} with cut-offs and {share('round_3_agreement', 0)} with the "
        f"edge cases settled; kappa is {span('round_1_kappa')}, {span('round_2_kappa')} and {span('round_3_kappa')}. The "
        f"settled edge cases bring more than the cut-offs.",
        f"Of the pairs of simulated answers that differ in round 1, noise (an annotator asked twice) explains "
        f"{share('round_1_noise_part', 0)}, in round 3 {share('round_3_noise_part', 0)}. The estimate from asking twice puts "
        f"ambiguity at {share('round_1_ambiguity')}, {share('round_2_ambiguity')} and {share('round_3_ambiguity')} of the "
        f"flights; the simulation knows {share('round_1_ambiguity_true')}, {share('round_2_ambiguity_true')} and "
        f"{share('round_3_ambiguity_true')}.",
        f"A simulated annotator who is asked twice agrees with their own answers at kappa {n['round_3_kappa_with_oneself']:.2f}: two people cannot be asked "
        f"for more, and a rule of 0.8 would have sent a finished guideline back.",
        f"At the same agreement of {100 * (1 - 2 * n['paradox_slips'] * (1 - n['paradox_slips'])):.1f} % kappa is "
        f"{n['paradox_50_kappa']:.2f} where half of the items are yes, {n['paradox_10_kappa']:.2f} at 10 % and "
        f"{n['paradox_2_kappa']:.2f} at 2 %.",
        f"In round 3 one simulated answer is wrong in {share('round_3_single_error')} for {n['round_3_single_minutes']:.1f} assumed "
        f"minutes a flight, a majority of three in {share('round_3_majority_error')} for {n['round_3_majority_minutes']:.1f}, two "
        f"with adjudication in {share('round_3_adjudicated_error')} for {n['round_3_adjudicated_minutes']:.1f}. After 50 flights "
        f"the interval of a pair's kappa is {n['pilot_50_kappa_width']:.2f} wide, after 400 {n['pilot_400_kappa_width']:.2f}.",
        f"With {share('audit_guideline_random_10_wrong_share', 0)} of the labels turned over, confident learning is right about "
        f"{share('audit_guideline_random_10_precision', 0)} of the labels it doubts where the label follows from the evidence, and "
        f"about {share('audit_outcome_random_10_precision', 0)} for late or not, which nothing known two hours ahead decides. "
        f"There it doubts {share('audit_outcome_clean_doubted_share', 0)} of labels none of which is wrong.",
        f"Errors that have a pattern hide: with {share('audit_outcome_group_80_wrong_share')} of all labels wrong, all of them late "
        f"flights of regional carriers recorded as punctual, it is right about {share('audit_outcome_group_80_precision')} of those "
        f"it doubts, because the model has learned the error; this adds {span('audit_outcome_group_80_given_cost_added')} dollars "
        f"per flight.",
        f"Training on labels of which {share('audit_outcome_random_10_wrong_share', 0)} are turned over leaves AUC at "
        f"{n['audit_outcome_random_10_given_auc']:.3f} (clean: {n['audit_outcome_clean_auc']:.3f}) and adds "
        f"{span('audit_outcome_random_10_given_cost_added')} dollars per flight, because the probabilities move; judging a sound "
        f"model on such labels shows {n['audit_outcome_random_10_auc_on_wrong_labels']:.3f}.",
        f"At 20 % turned over the dollars added fall from {span('audit_outcome_random_20_given_cost_added')} to "
        f"{span('audit_outcome_random_20_removed_cost_added')} when doubted labels are left out, and to "
        f"{span('audit_outcome_random_20_reviewed_cost_added')} when all of them are looked at, which takes "
        f"{n['audit_outcome_random_20_review_hours']:,.0f} assumed hours.",
    ]


def skew(numbers: Numbers) -> list[str]:
    """What features said that are other at serving than in training, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str, digits: int = 2) -> str:
        return f"{n[name]:+.{digits}f} [{n[f'{name}_low']:+.{digits}f}, {n[f'{name}_high']:+.{digits}f}]"

    def share(name: str) -> str:
        return f"{100 * n[name]:.0f} %"

    low, high = n["weather_served_cost_added_low"], n["weather_served_cost_added_high"]
    told = "a harm" if low > 0 else "a gain" if high < 0 else "not to be told from nothing"
    return [
        f"The naive join changes {share('temp_changed_share')} of the temperatures, by {n['temp_mean_gap']:.1f} degrees on average, "
        f"{share('wind_speed_changed_share')} of the wind speeds, by {n['wind_speed_mean_gap']:.1f} miles per hour, and "
        f"{share('origin_recent_delay_changed_share')} of the airport's recent delays, by {n['origin_recent_delay_mean_gap']:.1f} minutes.",
        f"No distribution check would see it in the weather: PSI between the two joins is {n['temp_psi']:.3f} for the temperature and "
        f"{n['wind_speed_psi']:.3f} for the wind (recent delays: {n['origin_recent_delay_psi']:.2f}). Comparing logged rows with the rows "
        f"of the training does: {n['wind_speed_rows_to_see']} rows suffice for the wind, {n['precip_rows_to_see']} for the rain.",
        f"Trained on the airport's feed as of departure, the notebook promises an AUC of {n['recent_promised_auc']:.3f} and serving gives "
        f"{n['recent_served_auc']:.3f}; trained and served as of the prediction it is {n['point_in_time_auc']:.3f}. The skew adds "
        f"{span('recent_served_cost_added')} dollars per flight, with both joins naive {span('both_served_cost_added')}.",
        f"The naive weather join adds {span('weather_served_cost_added')} dollars per flight when served, {told}, and flatters by "
        f"{span('weather_promised_less_served_auc', 3)} of AUC.",
        f"A store that is 15 minutes behind adds {span('stale_15_cost_added')} dollars per flight, one hour {span('stale_60_cost_added')}, "
        f"three hours {span('stale_180_cost_added')}, six hours {span('stale_360_cost_added')}; trained on six hours old features as well, "
        f"the last is {span('stale_360_trained_too_cost_added')}.",
        f"Filling missing values with 0 in serving alone adds {span('zeros_served_cost_added')} dollars per flight.",
    ]


def compression(numbers: Numbers) -> list[str]:
    """What small models said, one sentence each; times are left out, they belong to a machine."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str) -> str:
        return f"{n[name]:+.2f} [{n[f'{name}_low']:+.2f}, {n[f'{name}_high']:+.2f}]"

    return [
        f"A model of 15 trees takes {n['trees_15_bytes'] / 1000:,.0f} kilobytes in place of {n['trees_120_bytes'] / 1000:,.0f} for 120 and "
        f"adds {span('trees_15_cost_added')} dollars per flight; 60 trees add {span('trees_60_cost_added')}, 240 trees "
        f"{span('trees_240_cost_added')}.",
        f"The smallest whose loss against 120 trees cannot be told from none is: {numbers['smallest_not_worse']}, with "
        f"{n['smallest_not_worse_bytes'] / 1000:,.0f} kilobytes. A byte for each leaf changes AUC by "
        f"{n['rounded_auc'] - n['trees_120_auc']:+.4f}.",
        f"One tree of 64 leaves that imitates the 120 has {n['distilled_64_bytes'] / 1000:,.0f} kilobytes and saves "
        f"{span('distilled_64_saved')} dollars per flight over the table of carrier and hour, the 120 trees {span('trees_120_saved')}.",
        f"Without the weather 120 trees add {span('schedule_and_feed_cost_added')} dollars per flight, with the schedule alone "
        f"{span('schedule_only_cost_added')}: what a feature feed brings is worth more than what a size costs.",
        f"Asked {n['predictions_an_hour']:.0f} times an hour, the machine waits: always on it costs "
        f"{n['always_on_dollars_per_thousand']:.2f} dollars for a thousand predictions, all of running the system "
        f"{n['running_dollars_per_thousand']:,.0f}, and 15 trees in place of 120 would cost {1000 * n['trees_15_cost_added']:,.0f}: a model that is "
        f"too small costs more than the machine ever could save.",
    ]


def retrieval(numbers: Numbers) -> list[str]:
    """What retrieval apart from answering said, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str) -> str:
        return f"{n[name]:.2f} [{n[f'{name}_low']:.2f}, {n[f'{name}_high']:.2f}]"

    low, high = n["bm25_less_tfidf_recall_at_3_low"], n["bm25_less_tfidf_recall_at_3_high"]
    told = (
        "which tells them apart" if low > 0 or high < 0 else f"which {n['questions']} questions cannot tell from none"
    )
    return [
        f"Of {n['questions']} questions to a handbook of {n['passages']} passages BM25 has the right passage first in "
        f"{span('bm25_recall_at_1')}, among the best three in {span('bm25_recall_at_3')}; the mean reciprocal rank is {span('bm25_mrr')}. "
        f"TF-IDF differs by {-n['bm25_less_tfidf_recall_at_3']:+.2f} at three, {told}.",
        f"Where question and passage share words the passage is among the best three in {100 * n['bm25_same_words_recall_at_3']:.0f} % of "
        f"cases, where they do not in {100 * n['bm25_other_words_recall_at_3']:.0f} %: a set of questions written with the text open "
        f"measures the first kind only.",
        f"Of all questions {100 * n['lost_by_retrieval_share']:.0f} % are lost by retrieval and {100 * n['lost_by_reading_share']:.0f} % by "
        f"reading; given the right passage the reader, a sentence picked by words, answers "
        f"{100 * n['reader_answered_from_right_passage']:.0f} %, in the whole chain {100 * n['reader_answered_share']:.0f} %.",
        f"Pieces of 20 words cut through {100 * n['chunk_20_answers_cut_share']:.0f} % of the answers, of 80 words through "
        f"{100 * n['chunk_80_answers_cut_share']:.0f} %. With {n['chunk_budget_words']} words to hand on, recall is "
        f"{n['chunk_20_recall_in_budget']:.2f} in pieces of 20, {n['chunk_80_recall_in_budget']:.2f} in pieces of 80 and "
        f"{n['chunk_160_recall_in_budget']:.2f} in pieces of 160.",
        f"The best score does not tell a question without an answer: a limit that lets {100 * n['refusal_kept_share']:.0f} % of the "
        f"answerable ones pass lets {100 * n['refusal_wrongly_answered_share']:.0f} % of the {n['questions_without_answer']} others pass "
        f"too (AUC {n['refusal_auc']:.2f}).",
    ]


def judging(numbers: Numbers) -> list[str]:
    """What simulated judges said, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str) -> str:
        return f"{n[name]:.2f} [{n[f'{name}_low']:.2f}, {n[f'{name}_high']:.2f}]"

    def percent(name: str, digits: int = 1) -> str:
        return f"{100 * n[name]:.{digits}f} %"

    return [
        f"Simulated judges under three versions of a rubric agree with people on {percent('rubric_1_agreement', 0)}, "
        f"{percent('rubric_2_agreement', 0)} and {percent('rubric_3_agreement', 0)} of answers; kappa is {span('rubric_1_kappa')}, "
        f"{span('rubric_2_kappa')} and {span('rubric_3_kappa')}, that of two people {span('people_kappa')}.",
        f"Where {percent('good_share', 0)} of the answers are good, these judges pass {percent('rubric_1_pass_rate')}, "
        f"{percent('rubric_2_pass_rate')} and {percent('rubric_3_pass_rate')}: the middle one is right by accident, because its errors "
        f"cancel, and the best one is not.",
        f"Corrected by sensitivity and specificity from 200 labels of people, the simulated rates are "
        f"{percent('labels_200_rubric_1_rogan_gladen_mean')}, {percent('labels_200_rubric_2_rogan_gladen_mean')} and "
        f"{percent('labels_200_rubric_3_rogan_gladen_mean')} on average, in ranges {100 * n['labels_200_rubric_1_rogan_gladen_width']:.0f}, "
        f"{100 * n['labels_200_rubric_2_rogan_gladen_width']:.0f} and {100 * n['labels_200_rubric_3_rogan_gladen_width']:.0f} points wide; "
        f"the same 200 labels alone give {100 * n['labels_200_people_width']:.0f}, weighted by the verdict of the third judge "
        f"{100 * n['labels_200_rubric_3_by_verdict_width']:.0f}.",
        f"With 50 labels the correction of the first judge has a range {100 * n['labels_50_rubric_1_rogan_gladen_width']:.0f} points wide; "
        f"with 25 it cannot be computed in {percent('labels_25_rubric_1_no_estimate_share', 0)} of runs.",
        f"Telling {percent('compared_share', 0)} from {percent('good_share', 0)} takes {n['labels_needed_people']:,.0f} labels of people for each "
        f"system, {n['labels_needed_rubric_3_by_verdict']:,.0f} weighted by the third judge's verdicts, and "
        f"{n['labels_needed_rubric_1_rogan_gladen']:,.0f} to {n['labels_needed_rubric_3_rogan_gladen']:,.0f} for the corrected rates of the "
        f"first and the third; simulated power at these counts is {n['labels_needed_people_power']:.2f}, "
        f"{n['labels_needed_rubric_3_by_verdict_power']:.2f}, {n['labels_needed_rubric_1_rogan_gladen_power']:.2f} and "
        f"{n['labels_needed_rubric_3_rogan_gladen_power']:.2f}.",
        f"The third judge alone would tell them apart by {n['verdicts_needed_rubric_3_alone']:,.0f} verdicts each and no label, if it "
        f"treats both alike. If it passes {100 * n['favour']:.0f} points more of the worse system's answers, it finds the better one in "
        f"{percent('favour_rubric_3_right_winner_share', 0)} of runs; the first judge then prefers the worse one in "
        f"{percent('favour_rubric_1_wrong_winner_share', 0)}.",
        f"Validated where {percent('shift_validated_share', 0)} of answers were good, weights by verdict are off by "
        f"{100 * n['shift_rubric_3_by_verdict_bias']:+.1f} points for the third judge, the correction by sensitivity and specificity by "
        f"{100 * n['shift_rubric_3_rogan_gladen_bias']:+.1f}.",
        f"In pairs a simulated judge with a strong pull of the first place lets an answer that people prefer in "
        f"{percent('place_true_win_share', 0)} win {percent('place_strong_always_second_win_share', 0)} when it always stands second, and "
        f"{percent('place_strong_both_orders_win_share', 0)} when each pair is asked in both orders; {percent('place_strong_inconsistent_share', 0)} "
        f"of the pairs then get two different verdicts, against {percent('place_none_inconsistent_share', 0)} without any pull.",
    ]


def operations(numbers: Numbers) -> list[str]:
    """What the error budget and the counts of requests said, one sentence each."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}
    months = [f"month_{month:02d}" for month in replay.MONTHS]
    worst = max(months, key=lambda one: n[f"never_{one}_burned"])
    blind = min(months, key=lambda one: n[f"{one}_expected_less_real_cost"])
    name = {f"month_{month:02d}": months_in_words([month]) for month in replay.MONTHS}
    enough = "would have left something of" if n["broken_release_burned"] < 1 else "would have burned all of"
    return [
        f"An error budget in money: a month may cost what the table of carrier and hour costs less {n['objective_saving']:.2f} dollars per "
        f"flight. Never retrained, the first model burns {100 * n['never_burned']:.0f} % of it over {n['good_months_possible']} months, most "
        f"in {name[worst]} ({100 * n[f'never_{worst}_burned']:.0f} %); retrained monthly {100 * n['monthly_burned']:.0f} %, recalibrated "
        f"monthly {100 * n['recalibrated_burned']:.0f} %; {n['never_good_months']}, {n['monthly_good_months']} and "
        f"{n['recalibrated_good_months']} of the months keep to it.",
        f"The budget is known when labels are: that of {name[worst]} on {numbers[f'{worst}_known_on']}. Until then the model's own "
        f"expectation misleads: in {name[blind]} it expects {n[f'{blind}_expected_cost']:.2f} dollars per flight, which is "
        f"{-n[f'{blind}_expected_less_real_cost']:.2f} too few.",
        f"The incident burned {100 * n['incident_burned']:.1f} % of its month's budget, and the broken release, had it stayed all month, "
        f"{enough} it ({100 * n['broken_release_burned']:.0f} % burned): most of such a budget goes to what nobody can foresee, so it is no "
        f"alarm for a release.",
        f"One ratio check of a month's {n['ratio_traffic']:,} requests sees 1 % lost by a canary of a tenth with power "
        f"{n['ratio_share_10_lost_1_power']:.3f}, 5 % with {n['ratio_share_10_lost_5_power']:.2f} and 10 % with "
        f"{n['ratio_share_10_lost_10_power']:.2f} (simulated: {n['ratio_share_10_lost_10_power_simulated']:.2f}); for 1 % at power 0.8 it needs "
        f"{n['ratio_share_10_lost_1_requests_needed']:,} requests, with half of the traffic {n['ratio_share_50_lost_1_requests_needed']:,}.",
        f"A change of the warned share by 5 points shows after {n['warned_share_10_points_5_requests_needed']:,} requests with a tenth on the "
        f"new release ({n['warned_share_10_points_5_days']:.0f} days) and {n['warned_share_50_points_5_requests_needed']:,} with half, one of 1 "
        f"point after {n['warned_share_10_points_1_requests_needed']:,} and {n['warned_share_50_points_1_requests_needed']:,}; simulated power at "
        f"these counts is {n['warned_share_10_points_5_power_simulated']:.2f}, {n['warned_share_50_points_5_power_simulated']:.2f}, "
        f"{n['warned_share_10_points_1_power_simulated']:.2f} and {n['warned_share_50_points_1_power_simulated']:.2f}.",
        f"Two dollars per flight more, seen by labels with half of the traffic, take {n['labelled_50_dollars_2_flights_needed']:,} flights and "
        f"{n['labelled_50_dollars_2_days']:.0f} days, the {settings.LABEL_DELAY_DAYS} for the labels included.",
    ]


def loops(numbers: Numbers) -> list[str]:
    """What warnings that work do to the next training set, one sentence each; the treatment is simulated."""
    n = {key: value for key, value in numbers.items() if isinstance(value, (int, float))}

    def span(name: str, digits: int = 2, sign: str = "+") -> str:
        return f"{n[name]:{sign}.{digits}f} [{n[f'{name}_low']:{sign}.{digits}f}, {n[f'{name}_high']:{sign}.{digits}f}]"

    told = "" if n["spoiled_cost_added_low"] > 0 else ", which cannot be told from none"
    return [
        f"If half of the warned flights that would have been late are not (simulated: {100 * n['rescued_share']:.0f} %), a model that works "
        f"looks broken: in its first month its scores have an AUC of {n['spoiled_month_05_auc']:.3f} on what would have happened and of "
        f"{n['spoiled_month_05_seen_auc']:.3f} on the labels as seen.",
        f"Retrained monthly on such labels the model warns {100 * n['spoiled_warned_share']:.0f} % of flights in place of "
        f"{100 * n['untouched_warned_share']:.0f} %, ranks untreated outcomes nearly as well ({n['spoiled_auc']:.3f} against "
        f"{n['untouched_auc']:.3f}) and costs {span('spoiled_cost_added')} dollars per flight more{told}; with a quarter rescued it is "
        f"{span('rescued_25_cost_added')}, with three quarters {span('rescued_75_cost_added')}.",
        f"Trained on the newest {n['window_months']} months alone the harm is {span('window_spoiled_cost_added')}; leaving out the flights "
        f"that were treated leaves {span('window_left_out_cost_added')}, with {100 * n['hold_out_share']:.0f} % held out in their place "
        f"{span('window_hold_out_cost_added')}. Trained on all months, the old and untreated ones among them, it is {span('left_out_cost_added')} "
        f"and {span('hold_out_cost_added')}.",
        f"{n['hold_out_flights']:,} held-out flights put AUC at {span('hold_out_measured_auc', 3, '')}, where the untreated outcomes of all "
        f"say {n['hold_out_auc']:.3f} and the labels as seen {n['hold_out_seen_auc']:.3f}.",
        f"Holding out costs {span('hold_out_price_per_flight')} dollars per flight, against a harm of {n['spoiled_cost_added']:.2f} trained on "
        f"all months and {n['window_spoiled_cost_added']:.2f} on the newest {n['window_months']}: what it buys for certain is an honest measure.",
    ]


def timeline(numbers: Numbers) -> list[str]:
    """What the dates said, one sentence each."""
    n = numbers
    span = f"{n['gate_saving_at_go_live']:.2f} [{n['gate_saving_at_go_live_low']:.2f}, {n['gate_saving_at_go_live_high']:.2f}]"
    passes = "passes" if n["gate_passes_at_go_live"] else "does not pass"
    return [
        f"The last labels of the release came on {n['calibration_labelled_on']}, it went live on {n['live_from']}, and its own gate could "
        f"be read on {n['live_labelled_on']}: until then a release is judged by what came before it.",
        f"The gate of the folds could be read in full on {n['folds_labelled_on']} only, after the go-live; with the "
        f"{n['folds_labelled_at_go_live']} of {n['folds']} folds that were labeled by then the saving is {span} dollars per flight and it "
        f"{passes}.",
        f"The broken release answered from {n['incident_release']} to {n['incident_rollback']} UTC; the labels of "
        f"those flights came on {n['incident_labelled_on']}.",
    ]
