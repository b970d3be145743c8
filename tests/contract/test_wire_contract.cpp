// The two translators against one another: a detection that the node encodes is the observation that the
// gateway stores.
#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/ingest/from_wire.hpp"
#include "node/uplink/to_wire.hpp"

namespace sb::tests {
namespace {

node::NodeIdentity identity(const std::string& calibration = "") {
  node::NodeIdentity node;
  node.node_id = "lc-01";
  node.boot_id = 0xfedcba9876543210ULL;
  node.latitude_deg = 22.50643;
  node.longitude_deg = 104.005;
  node.position_uncertainty_m = 12.5F;
  node.calibration_id = calibration;
  node.software_version = "0.1.0";
  node.software_revision = "abc123";
  node.exercise = true;
  return node;
}

dsp::Detection full_detection() {
  dsp::CellEvidence cell;
  cell.rat = dsp::Rat::kLte;
  cell.level = dsp::DecodeLevel::kSystemInformation;
  cell.frequency_hz = 1867.5e6;
  cell.channel = 1825;
  cell.physical_id = 54;
  cell.duplex = dsp::Duplex::kFdd;
  cell.cyclic_prefix = dsp::CyclicPrefix::kNormal;
  cell.bandwidth_prb = 100;
  cell.ports = 2;
  cell.sfn = 1023;
  cell.plmns = {{460, 11, 2}, {310, 1, 3}};
  cell.tac = 6354;
  cell.cell_id = 26814001;
  cell.band = 3;
  cell.barred = true;
  cell.system_information = {0x00, 0x40, 0xff};
  cell.power_dbfs = -30.5F;
  cell.rsrp_dbfs = -61.25F;
  cell.snr_db = 12.75F;
  cell.cfo_hz = -350.5F;
  cell.further_system_information = {{0x01, 0x02}, {0xfe}};
  cell.rsrq_db = -11.5F;
  cell.noise_dbfs = -74.0F;
  cell.rsrp_sigma_db = 0.5F;
  cell.cfo_sigma_hz = 2.5F;
  cell.timing_sigma_ns = 40.0F;
  cell.rssi_dbfs = -29.5F;
  cell.snr_sigma_db = 0.25F;
  cell.rsrq_sigma_db = 0.75F;
  cell.rssi_sigma_db = 0.125F;
  cell.noise_sigma_db = 0.375F;
  cell.under_db = 12.5F;
  cell.under_id = 301;
  dsp::BroadcastParameters broadcast;
  broadcast.q_rx_lev_min_dbm = -130;
  broadcast.reference_signal_power_dbm = 15;
  broadcast.reselection_priority = 7;
  broadcast.intra_frequency_reselection = false;
  broadcast.value_tag = 31;
  broadcast.tdd_configuration = 2;
  broadcast.special_subframe = 8;
  broadcast.scheduled_sibs = {3, 5};
  broadcast.neighbours = {{dsp::Rat::kGsm, 57, 6, {}},
                          {dsp::Rat::kLte, 1575, std::nullopt, {17, 301}, -120, 22, 18, {{480, 24}}}};
  broadcast.received_sibs = {2, 3, 5};
  broadcast.si_window_ms = 20;
  broadcast.ul_channel = 19575;
  broadcast.ul_bandwidth_prb = 75;
  broadcast.q_hyst_db = 4;
  broadcast.s_non_intra_search_db = 24;
  broadcast.s_intra_search_db = 44;
  broadcast.thresh_serving_low_db = 6;
  broadcast.reselection_q_rx_lev_min_dbm = -124;
  broadcast.t_reselection_s = 1;
  cell.broadcast = broadcast;
  dsp::Detection detection;
  detection.detector = {"cell.lte", 7};
  detection.first_utc_ns = 1'795'348'800'000'000'001;
  detection.last_utc_ns = 1'795'348'800'080'000'002;
  detection.confidence = 0.75F;
  detection.evidence = cell;
  return detection;
}

/// Through encode, decode and both translators, as the bytes travel.
gateway::Observation carried(wire::pb::Report report) {
  report.set_seq(1);
  report.set_prev_hash(std::string(32, '\0'));
  const auto body = wire::encode(report);
  const auto decoded = wire::decode_report(body);
  EXPECT_TRUE(decoded) << decoded.error().text;
  return gateway::observation_from(*decoded, body);
}

TEST(WireContract, EveryFieldOfACellArrives) {
  const auto detection = full_detection();
  const auto& sent = std::get<dsp::CellEvidence>(detection.evidence);
  const auto o = carried(node::to_wire(detection, identity("cal-1"), {1, dsp::TimeQuality::kGnss, -20.0F}));
  EXPECT_EQ(o.key, (gateway::ObservationKey{"lc-01", 0xfedcba9876543210ULL, 1}));
  EXPECT_EQ(o.first_seen, detection.first_utc_ns);
  EXPECT_EQ(o.last_seen, detection.last_utc_ns);
  EXPECT_DOUBLE_EQ(o.latitude_deg, 22.50643);
  EXPECT_DOUBLE_EQ(o.longitude_deg, 104.005);
  EXPECT_DOUBLE_EQ(o.position_uncertainty_m, 12.5);
  EXPECT_EQ(o.time_quality, "gnss");
  EXPECT_EQ(o.calibration_id, "cal-1");
  EXPECT_EQ(o.software, "0.1.0+abc123");
  EXPECT_EQ(o.detector, "cell.lte");
  EXPECT_EQ(o.detector_version, 7u);
  EXPECT_DOUBLE_EQ(o.confidence, 0.75);
  EXPECT_TRUE(o.exercise);
  ASSERT_TRUE(o.cell);
  EXPECT_EQ(o.cell->rat, "lte");
  EXPECT_EQ(o.cell->level, "sib1");
  EXPECT_DOUBLE_EQ(o.cell->frequency_hz, sent.frequency_hz);
  EXPECT_EQ(o.cell->channel, sent.channel);
  EXPECT_EQ(o.cell->physical_id, sent.physical_id);
  EXPECT_EQ(o.cell->duplex, "fdd");
  EXPECT_EQ(o.cell->bandwidth_prb, 100u);
  EXPECT_EQ(o.cell->ports, 2u);
  EXPECT_EQ(o.cell->plmns, sent.plmns);  // digits of the MNC included
  EXPECT_EQ(o.cell->tac, sent.tac);
  EXPECT_EQ(o.cell->cell_id, sent.cell_id);
  EXPECT_EQ(o.cell->band, 3u);
  EXPECT_EQ(o.cell->barred, true);
  EXPECT_EQ(o.cell->system_information, std::string("\x00\x40\xff", 3));
  EXPECT_DOUBLE_EQ(*o.cell->power_dbfs, -30.5);
  EXPECT_DOUBLE_EQ(*o.cell->rsrp_dbfs, -61.25);
  EXPECT_DOUBLE_EQ(*o.cell->rsrp_dbm, -81.25);
  EXPECT_DOUBLE_EQ(*o.cell->power_dbm, -50.5);
  EXPECT_DOUBLE_EQ(*o.cell->snr_db, 12.75);
  EXPECT_DOUBLE_EQ(o.cell->cfo_hz, -350.5);
  EXPECT_EQ(o.cell->cyclic_prefix, "normal");
  EXPECT_EQ(o.cell->sfn, 1023u);
  EXPECT_EQ(o.cell->further_system_information, (std::vector<std::string>{"\x01\x02", "\xfe"}));
  EXPECT_DOUBLE_EQ(*o.cell->rsrq_db, -11.5);
  EXPECT_DOUBLE_EQ(*o.cell->noise_dbfs, -74.0);
  EXPECT_DOUBLE_EQ(*o.cell->rsrp_sigma_db, 0.5);
  EXPECT_DOUBLE_EQ(*o.cell->cfo_sigma_hz, 2.5);
  EXPECT_DOUBLE_EQ(*o.cell->timing_sigma_ns, 40.0);
  EXPECT_DOUBLE_EQ(*o.cell->rssi_dbfs, -29.5);
  EXPECT_DOUBLE_EQ(*o.cell->snr_sigma_db, 0.25);
  EXPECT_DOUBLE_EQ(*o.cell->rsrq_sigma_db, 0.75);
  EXPECT_DOUBLE_EQ(*o.cell->rssi_sigma_db, 0.125);
  EXPECT_DOUBLE_EQ(*o.cell->noise_sigma_db, 0.375);
  EXPECT_DOUBLE_EQ(*o.cell->under_db, 12.5);
  EXPECT_EQ(o.cell->under_id, 301u);
  EXPECT_EQ(o.cell->frame_start, detection.first_utc_ns);
  EXPECT_EQ(nlohmann::json::parse(o.cell->broadcast_json), nlohmann::json::parse(R"({
      "q_rx_lev_min_dbm": -130, "reference_signal_power_dbm": 15, "reselection_priority": 7,
      "intra_frequency_reselection": false, "value_tag": 31, "tdd_configuration": 2, "special_subframe": 8,
      "scheduled_sibs": [3, 5], "neighbours": [{"rat": "gsm", "channel": 57, "priority": 6},
      {"rat": "lte", "channel": 1575, "physical_ids": [17, 301], "q_rx_lev_min_dbm": -120, "thresh_high_db": 22,
       "thresh_low_db": 18, "barred_ids": [{"first": 480, "count": 24}]}],
      "received_sibs": [2, 3, 5], "si_window_ms": 20, "ul_channel": 19575, "ul_bandwidth_prb": 75, "q_hyst_db": 4,
      "s_non_intra_search_db": 24, "s_intra_search_db": 44, "thresh_serving_low_db": 6,
      "reselection_q_rx_lev_min_dbm": -124, "t_reselection_s": 1})"));
}

dsp::Detection emission_detection() {
  dsp::EmissionEvidence emission;
  emission.centre_hz = 1842.6e6;
  emission.bandwidth_hz = 12.5e3;
  emission.bandwidth_26db_hz = 16e3;
  emission.power_dbfs = -40.5F;
  emission.snr_db = 21.0F;
  emission.duty = 0.25F;
  emission.bursts = 12;
  emission.burst_length_s = 0.027;
  emission.burst_interval_s = 0.06;
  emission.drift_hz_per_s = -3.5;
  emission.label = "dmr";
  emission.label_confidence = 0.875F;
  emission.model_hash = std::string(64, 'a');
  dsp::Detection detection;
  detection.detector = {"emission", 2};
  detection.first_utc_ns = 10;
  detection.last_utc_ns = 20;
  detection.confidence = 0.5F;
  detection.evidence = emission;
  return detection;
}

TEST(WireContract, EveryFieldOfAnEmissionArrives) {
  const auto o =
      carried(node::to_wire(emission_detection(), identity("cal-1"), {1, dsp::TimeQuality::kGnss, -20.0F}));
  ASSERT_TRUE(o.emission);
  EXPECT_FALSE(o.cell || o.jamming || o.event || !o.coverage_json.empty());
  const auto& e = *o.emission;
  EXPECT_DOUBLE_EQ(e.centre_hz, 1842.6e6);
  EXPECT_DOUBLE_EQ(e.bandwidth_hz, 12.5e3);
  EXPECT_DOUBLE_EQ(e.bandwidth_26db_hz, 16e3);
  EXPECT_DOUBLE_EQ(*e.power_dbfs, -40.5);
  EXPECT_DOUBLE_EQ(*e.power_dbm, -60.5);
  EXPECT_DOUBLE_EQ(*e.snr_db, 21.0);
  EXPECT_DOUBLE_EQ(e.duty, 0.25);
  EXPECT_EQ(e.bursts, 12u);
  EXPECT_DOUBLE_EQ(*e.burst_length_s, 0.027);
  EXPECT_DOUBLE_EQ(*e.burst_interval_s, 0.06);
  EXPECT_DOUBLE_EQ(*e.drift_hz_per_s, -3.5);
  EXPECT_EQ(e.label, "dmr");
  EXPECT_DOUBLE_EQ(e.label_confidence, 0.875);
  EXPECT_EQ(e.model_hash, std::string(64, 'a'));
}

TEST(WireContract, EveryFieldOfJammingArrives) {
  dsp::JammingEvidence jamming;
  jamming.centre_hz = 1575.42e6;
  jamming.bandwidth_hz = 20e6;
  jamming.j_to_n_db = 24.5F;
  jamming.j_to_n_sigma_db = 1.5F;
  jamming.power_dbfs = -30.0F;
  jamming.duty = 0.75F;
  jamming.period_s = 1e-5;
  jamming.sweep_hz_per_s = -2e12;
  jamming.victims = {{dsp::Rat::kLte, 1575}, {dsp::Rat::kGsm, 57}};
  jamming.reasons = {"null_re.chi2=31.2", "sweep.r2=0.99"};
  jamming.kind_confidence = 0.625F;
  jamming.model_hash = std::string(64, 'b');
  const auto all = {std::pair{dsp::JammingKind::kBarrage, "barrage"},
                    {dsp::JammingKind::kTone, "tone"},
                    {dsp::JammingKind::kMultitone, "multitone"},
                    {dsp::JammingKind::kSweep, "sweep"},
                    {dsp::JammingKind::kPulse, "pulse"},
                    {dsp::JammingKind::kProtocol, "protocol"}};
  for (const auto& [kind, word] : all) {
    jamming.kind = kind;
    auto detection = emission_detection();
    detection.evidence = jamming;
    const auto o = carried(node::to_wire(detection, identity("c"), {1, dsp::TimeQuality::kGnss, -20.0F}));
    ASSERT_TRUE(o.jamming);
    const auto& j = *o.jamming;
    EXPECT_EQ(j.kind, word);
    EXPECT_DOUBLE_EQ(j.centre_hz, 1575.42e6);
    EXPECT_DOUBLE_EQ(j.bandwidth_hz, 20e6);
    EXPECT_DOUBLE_EQ(*j.j_to_n_db, 24.5);
    EXPECT_DOUBLE_EQ(*j.j_to_n_sigma_db, 1.5);
    EXPECT_DOUBLE_EQ(*j.power_dbfs, -30.0);
    EXPECT_DOUBLE_EQ(*j.power_dbm, -50.0);
    EXPECT_DOUBLE_EQ(j.duty, 0.75);
    EXPECT_DOUBLE_EQ(*j.period_s, 1e-5);
    EXPECT_DOUBLE_EQ(*j.sweep_hz_per_s, -2e12);
    EXPECT_EQ(j.victims, (std::vector<gateway::HeardJamming::Victim>{{"lte", 1575}, {"gsm", 57}}));
    EXPECT_EQ(j.reasons, jamming.reasons);
    EXPECT_DOUBLE_EQ(j.kind_confidence, 0.625);
    EXPECT_EQ(j.model_hash, std::string(64, 'b'));
  }
}

TEST(WireContract, EnergyThatWasNotMeasuredStaysAbsent) {
  auto detection = emission_detection();
  detection.evidence = dsp::JammingEvidence{};
  const auto o = carried(node::to_wire(detection, identity(), {1, dsp::TimeQuality::kUnknown, -20.0F}));
  EXPECT_FALSE(o.jamming->j_to_n_db || o.jamming->power_dbfs || o.jamming->power_dbm || o.jamming->period_s);
  detection.evidence = dsp::EmissionEvidence{};
  const auto e = carried(node::to_wire(detection, identity(), {1, dsp::TimeQuality::kUnknown, -20.0F}));
  EXPECT_FALSE(e.emission->power_dbfs || e.emission->power_dbm || e.emission->snr_db ||
               e.emission->drift_hz_per_s);
  EXPECT_EQ(e.emission->label, "unknown");
  EXPECT_EQ(e.emission->model_hash, "");
}

TEST(WireContract, CoverageArrivesAsItsSchemaNamesIt) {
  auto report = node::to_wire(wire::pb::NODE_EVENT_KIND_STREAM_STALLED, "x", 1, identity("c"), {});
  auto& band = *report.mutable_coverage()->add_bands();
  band.set_low_hz(1805e6);
  band.set_high_hz(1880e6);
  band.set_listened_s(40.5F);
  band.set_longest_gap_s(12.0F);
  band.set_detectable_dbfs(-90.5F);
  band.set_detectable_dbm(-118.0F);
  band.set_beacons_expected(9);
  band.set_beacons_heard(8);
  const auto o = carried(report);
  EXPECT_FALSE(o.event);
  EXPECT_EQ(nlohmann::json::parse(o.coverage_json), nlohmann::json::parse(R"({"bands": [{"low_hz": 1805e6,
      "high_hz": 1880e6, "listened_s": 40.5, "longest_gap_s": 12.0, "detectable_dbfs": -90.5,
      "detectable_dbm": -118.0, "beacons_expected": 9, "beacons_heard": 8}]})"));
}

TEST(WireContract, WhatWasNotMeasuredStaysAbsent) {
  dsp::Detection detection;
  detection.detector = {"cell.lte", 1};
  detection.confidence = 0.5F;
  const auto o = carried(node::to_wire(detection, identity(), {1, dsp::TimeQuality::kUnknown, -20.0F}));
  const auto& cell = *o.cell;
  EXPECT_EQ(cell.level, "sync");
  EXPECT_EQ(o.time_quality, "");
  EXPECT_EQ(o.calibration_id, "");
  EXPECT_FALSE(cell.channel || cell.bandwidth_prb || cell.ports || cell.tac || cell.cell_id || cell.band ||
               cell.barred);
  EXPECT_FALSE(cell.power_dbfs || cell.rsrp_dbfs || cell.power_dbm || cell.rsrp_dbm || cell.snr_db);
  EXPECT_TRUE(cell.plmns.empty());
  EXPECT_DOUBLE_EQ(cell.frequency_hz, 0.0);
}

TEST(WireContract, EveryRatAndLevelHasAName) {
  for (const auto rat : {dsp::Rat::kGsm, dsp::Rat::kUmts, dsp::Rat::kLte, dsp::Rat::kNbIot, dsp::Rat::kNr}) {
    for (const auto level :
         {dsp::DecodeLevel::kSync, dsp::DecodeLevel::kMib, dsp::DecodeLevel::kSystemInformation}) {
      dsp::Detection detection = full_detection();
      auto& cell = std::get<dsp::CellEvidence>(detection.evidence);
      cell.rat = rat;
      cell.level = level;
      const auto o = carried(node::to_wire(detection, identity(), {}));
      EXPECT_FALSE(o.cell->rat.empty());
      EXPECT_FALSE(o.cell->level.empty());
    }
  }
}

TEST(WireContract, EveryTimeQualityHasAName) {
  for (const auto quality : {dsp::TimeQuality::kFreeRunning, dsp::TimeQuality::kNtp, dsp::TimeQuality::kGnss,
                             dsp::TimeQuality::kRecording}) {
    EXPECT_FALSE(carried(node::to_wire(full_detection(), identity(), {1, quality})).time_quality.empty());
  }
}

TEST(WireContract, EveryNodeEventArrives) {
  for (int kind = wire::pb::NodeEventKind_MIN + 1; kind <= wire::pb::NodeEventKind_MAX; ++kind) {
    const auto o = carried(node::to_wire(static_cast<wire::pb::NodeEventKind>(kind), "quá lâu", 42,
                                         identity(), {1'795'348'800'000'000'000, dsp::TimeQuality::kNtp}));
    ASSERT_TRUE(o.event);
    EXPECT_FALSE(o.event->kind.empty()) << kind;
    EXPECT_EQ(o.event->text, "quá lâu");
    EXPECT_EQ(o.event->count, 42u);
    EXPECT_EQ(o.detector, "node.health");
  }
}

}  // namespace
}  // namespace sb::tests
