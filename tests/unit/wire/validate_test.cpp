// Each range that a .proto comment states, broken one at a time: the error must name that field and no other.
#include "wire/validate.hpp"

#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "tests/unit/wire/samples.hpp"

namespace sb::wire {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

template <typename Message>
struct Spoil {
  const char* field;
  std::function<void(Message&)> how;
};

template <typename Message>
void expect_each_named(const Message& good, const std::vector<Spoil<Message>>& spoils) {
  ASSERT_TRUE(validate(good)) << validate(good).error().text;
  for (const auto& spoil : spoils) {
    Message bad = good;
    spoil.how(bad);
    const auto result = validate(bad);
    ASSERT_FALSE(result) << spoil.field;
    EXPECT_EQ(result.error().text.rfind(spoil.field, 0), 0U) << spoil.field << " / " << result.error().text;
  }
}

TEST(Validate, ReportEnvelopeFields) {
  expect_each_named<pb::Report>(
      samples::cell_report(),
      {{"report.node_id:", [](auto& r) { r.set_node_id("LS-CHIMA-01"); }},
       {"report.boot_id:", [](auto& r) { r.set_boot_id(0); }},
       {"report.seq:", [](auto& r) { r.set_seq(0); }},
       {"report.prev_hash:", [](auto& r) { r.mutable_prev_hash()->pop_back(); }},
       {"report.prev_hash:", [](auto& r) { r.set_seq(1); }},
       {"report.position.latitude_deg:", [](auto& r) { r.mutable_position()->set_latitude_deg(90.001); }},
       {"report.position.longitude_deg:", [](auto& r) { r.mutable_position()->set_longitude_deg(-180.001); }},
       {"report.position.latitude_deg:", [](auto& r) { r.mutable_position()->set_latitude_deg(kNan); }},
       {"report.position.altitude_m:", [](auto& r) { r.mutable_position()->set_altitude_m(kInf); }},
       {"report.position.uncertainty_m:", [](auto& r) { r.mutable_position()->set_uncertainty_m(-1.0F); }},
       {"report.time_quality:", [](auto& r) { r.set_time_quality(static_cast<pb::TimeQuality>(77)); }},
       {"report.software.version:", [](auto& r) { r.mutable_software()->set_version("\xC0\xAF"); }},
       {"report.software.revision:",
        [](auto& r) { r.mutable_software()->set_revision(std::string(513, 'r')); }},
       {"report.calibration_id:", [](auto& r) { r.set_calibration_id("\xFF"); }},
       {"report.detector:", [](auto& r) { r.clear_detector(); }},
       {"report.last_utc_ns:", [](auto& r) { r.set_last_utc_ns(99); }},
       {"report.confidence:", [](auto& r) { r.set_confidence(1.01F); }},
       {"report.confidence:", [](auto& r) { r.set_confidence(-kInf); }},
       {"report.finding:", [](auto& r) { r.clear_cell(); }}});
}

TEST(Validate, Cell) {
  expect_each_named<pb::Report>(
      samples::cell_report(),
      {{"report.cell.rat:", [](auto& r) { r.mutable_cell()->clear_rat(); }},
       {"report.cell.rat:", [](auto& r) { r.mutable_cell()->set_rat(static_cast<pb::Rat>(99)); }},
       {"report.cell.level:", [](auto& r) { r.mutable_cell()->clear_level(); }},
       {"report.cell.frequency_hz:", [](auto& r) { r.mutable_cell()->set_frequency_hz(9.9e3); }},
       {"report.cell.frequency_hz:", [](auto& r) { r.mutable_cell()->set_frequency_hz(100.1e9); }},
       {"report.cell.frequency_hz:", [](auto& r) { r.mutable_cell()->set_frequency_hz(kNan); }},
       {"report.cell.physical_id:", [](auto& r) { r.mutable_cell()->set_physical_id(1008); }},
       {"report.cell.duplex:", [](auto& r) { r.mutable_cell()->set_duplex(static_cast<pb::Duplex>(3)); }},
       {"report.cell.cyclic_prefix:",
        [](auto& r) { r.mutable_cell()->set_cyclic_prefix(static_cast<pb::CyclicPrefix>(-1)); }},
       {"report.cell.bandwidth_prb:", [](auto& r) { r.mutable_cell()->set_bandwidth_prb(0); }},
       {"report.cell.bandwidth_prb:", [](auto& r) { r.mutable_cell()->set_bandwidth_prb(276); }},
       {"report.cell.ports:", [](auto& r) { r.mutable_cell()->set_ports(9); }},
       {"report.cell.ports:", [](auto& r) { r.mutable_cell()->set_ports(0); }},
       {"report.cell.sfn:", [](auto& r) { r.mutable_cell()->set_sfn(1024); }},
       {"report.cell.plmns:",
        [](auto& r) {
          for (int i = 0; i < 12; ++i) *r.mutable_cell()->add_plmns() = r.cell().plmns(0);
        }},
       {"report.cell.plmns.mcc:", [](auto& r) { r.mutable_cell()->mutable_plmns(0)->set_mcc(1000); }},
       {"report.cell.plmns.mnc:", [](auto& r) { r.mutable_cell()->mutable_plmns(0)->set_mnc(100); }},
       {"report.cell.plmns.mnc_digits:",
        [](auto& r) { r.mutable_cell()->mutable_plmns(0)->set_mnc_digits(1); }},
       {"report.cell.tac:", [](auto& r) { r.mutable_cell()->set_tac(1U << 24U); }},
       {"report.cell.cell_id:", [](auto& r) { r.mutable_cell()->set_cell_id(1ULL << 36U); }},
       {"report.cell.system_information:",
        [](auto& r) { r.mutable_cell()->set_system_information(std::string(513, 's')); }},
       {"report.cell.power_dbfs:", [](auto& r) { r.mutable_cell()->set_power_dbfs(-kInf); }},
       {"report.cell.rsrp_dbfs:", [](auto& r) { r.mutable_cell()->set_rsrp_dbfs(kInf); }},
       {"report.cell.snr_db:", [](auto& r) { r.mutable_cell()->set_snr_db(kInf); }},
       {"report.cell.cfo_hz:", [](auto& r) { r.mutable_cell()->set_cfo_hz(kInf); }},
       {"report.cell.power_dbm:", [](auto& r) { r.mutable_cell()->set_power_dbm(kInf); }},
       {"report.cell.rsrp_dbm:", [](auto& r) { r.clear_calibration_id(); }},
       {"report.cell.power_dbm:", [](auto& r) {
          r.clear_calibration_id();
          r.mutable_cell()->set_power_dbm(-90.0F);
        }}});
}

TEST(Validate, WhatACellBroadcastsBeyondItsIdentity) {
  expect_each_named<pb::Report>(
      samples::cell_report(),
      {{"report.cell.broadcast.q_rx_lev_min_dbm:",
        [](auto& r) { r.mutable_cell()->mutable_broadcast()->set_q_rx_lev_min_dbm(-141); }},
       {"report.cell.broadcast.reselection_priority:",
        [](auto& r) { r.mutable_cell()->mutable_broadcast()->set_reselection_priority(8); }},
       {"report.cell.broadcast.scheduled_sibs:",
        [](auto& r) { r.mutable_cell()->mutable_broadcast()->add_scheduled_sibs(0); }},
       {"report.cell.broadcast.neighbours.rat:",
        [](auto& r) { r.mutable_cell()->mutable_broadcast()->add_neighbours(); }},
       {"report.cell.broadcast.neighbours:",
        [](auto& r) {
          for (int i = 0; i < 65; ++i) {
            r.mutable_cell()->mutable_broadcast()->add_neighbours()->set_rat(pb::RAT_LTE);
          }
        }},
       {"report.cell.further_system_information:",
        [](auto& r) { r.mutable_cell()->add_further_system_information(std::string(513, 's')); }},
       {"report.cell.timing_sigma_ns:", [](auto& r) { r.mutable_cell()->set_timing_sigma_ns(-1.0F); }},
       {"report.cell.under_id:", [](auto& r) { r.mutable_cell()->set_under_id(1008); }}});
}

TEST(Validate, ReselectionAndItsNeighbours) {
  const auto broadcast = [](pb::Report & r) -> auto& {
    return *r.mutable_cell()->mutable_broadcast();
  };
  const auto neighbour = [=](pb::Report & r) -> auto& {
    auto& row = *broadcast(r).add_neighbours();
    row.set_rat(pb::RAT_LTE);
    return row;
  };
  expect_each_named<pb::Report>(
      samples::cell_report(),
      {{"report.cell.broadcast.q_hyst_db:", [=](auto& r) { broadcast(r).set_q_hyst_db(25); }},
       {"report.cell.broadcast.s_non_intra_search_db:",
        [=](auto& r) { broadcast(r).set_s_non_intra_search_db(63); }},
       {"report.cell.broadcast.s_intra_search_db:", [=](auto& r) { broadcast(r).set_s_intra_search_db(63); }},
       {"report.cell.broadcast.thresh_serving_low_db:",
        [=](auto& r) { broadcast(r).set_thresh_serving_low_db(63); }},
       {"report.cell.broadcast.reselection_q_rx_lev_min_dbm:",
        [=](auto& r) { broadcast(r).set_reselection_q_rx_lev_min_dbm(-141); }},
       {"report.cell.broadcast.t_reselection_s:", [=](auto& r) { broadcast(r).set_t_reselection_s(8); }},
       {"report.cell.broadcast.si_window_ms:", [=](auto& r) { broadcast(r).set_si_window_ms(0); }},
       {"report.cell.broadcast.ul_bandwidth_prb:", [=](auto& r) { broadcast(r).set_ul_bandwidth_prb(0); }},
       {"report.cell.broadcast.received_sibs:", [=](auto& r) { broadcast(r).add_received_sibs(129); }},
       {"report.cell.broadcast.neighbours.q_rx_lev_min_dbm:",
        [=](auto& r) { neighbour(r).set_q_rx_lev_min_dbm(-21); }},
       {"report.cell.broadcast.neighbours.thresh_high_db:",
        [=](auto& r) { neighbour(r).set_thresh_high_db(63); }},
       {"report.cell.broadcast.neighbours.thresh_low_db:",
        [=](auto& r) { neighbour(r).set_thresh_low_db(63); }},
       {"report.cell.broadcast.neighbours.barred_ids.count:",
        [=](auto& r) { neighbour(r).add_barred_ids()->set_first(1); }},
       {"report.cell.broadcast.neighbours.barred_ids.first:",
        [=](auto& r) { neighbour(r).add_barred_ids()->set_first(1008); }},
       {"report.cell.noise_sigma_db:", [](auto& r) { r.mutable_cell()->set_noise_sigma_db(-0.5F); }},
       {"report.cell.rssi_sigma_db:", [](auto& r) { r.mutable_cell()->set_rssi_sigma_db(-0.5F); }}});
}

TEST(Validate, Emission) {
  expect_each_named<pb::Report>(
      samples::emission_report(),
      {{"report.emission.centre_hz:", [](auto& r) { r.mutable_emission()->set_centre_hz(1.0); }},
       {"report.emission.bandwidth_hz:", [](auto& r) { r.mutable_emission()->set_bandwidth_hz(-1.0); }},
       {"report.emission.power_dbm:", [](auto& r) { r.clear_calibration_id(); }},
       {"report.emission.snr_db:", [](auto& r) { r.mutable_emission()->set_snr_db(kInf); }},
       {"report.emission.duty:", [](auto& r) { r.mutable_emission()->set_duty(1.01F); }},
       {"report.emission.burst_interval_s:",
        [](auto& r) { r.mutable_emission()->set_burst_interval_s(-0.1); }},
       {"report.emission.label:", [](auto& r) { r.mutable_emission()->clear_label(); }},
       {"report.emission.label:", [](auto& r) { r.mutable_emission()->set_label(std::string(33, 'l')); }},
       {"report.emission.model_hash:", [](auto& r) { r.mutable_emission()->set_model_hash("short"); }}});
}

TEST(Validate, Jamming) {
  expect_each_named<pb::Report>(
      samples::jamming_report(),
      {{"report.jamming.kind:", [](auto& r) { r.mutable_jamming()->clear_kind(); }},
       {"report.jamming.j_to_n_db:", [](auto& r) { r.mutable_jamming()->set_j_to_n_db(kInf); }},
       {"report.jamming.duty:", [](auto& r) { r.mutable_jamming()->set_duty(-0.1F); }},
       {"report.jamming.period_s:", [](auto& r) { r.mutable_jamming()->set_period_s(kNan); }},
       {"report.jamming.victims.rat:", [](auto& r) { r.mutable_jamming()->add_victims(); }},
       {"report.jamming.reasons:", [](auto& r) { r.mutable_jamming()->add_reasons(std::string(129, 'r')); }},
       {"report.jamming.reasons:",
        [](auto& r) {
          for (int i = 0; i < 16; ++i) r.mutable_jamming()->add_reasons("again");
        }},
       {"report.jamming.kind_confidence:", [](auto& r) { r.mutable_jamming()->set_kind_confidence(2.0F); }}});
}

TEST(Validate, Coverage) {
  expect_each_named<pb::Report>(
      samples::coverage_report(),
      {{"report.coverage.bands.high_hz:",
        [](auto& r) { r.mutable_coverage()->mutable_bands(0)->set_high_hz(1.0); }},
       {"report.coverage.bands.listened_s:",
        [](auto& r) { r.mutable_coverage()->mutable_bands(0)->set_listened_s(-1.0F); }},
       {"report.coverage.bands.detectable_dbm:", [](auto& r) { r.clear_calibration_id(); }},
       {"report.coverage.bands:", [](auto& r) {
          for (int i = 0; i < 64; ++i) *r.mutable_coverage()->add_bands() = r.coverage().bands(0);
        }}});
}

TEST(Validate, Orders) {
  pb::Command listen = samples::command();
  listen.mutable_listen()->set_centre_hz(1842.5e6);
  listen.mutable_listen()->set_duration_s(1.0F);
  expect_each_named<pb::Command>(
      listen,
      {{"command.listen.centre_hz:", [](auto& c) { c.mutable_listen()->set_centre_hz(1e6); }},
       {"command.listen.duration_s:", [](auto& c) { c.mutable_listen()->set_duration_s(601.0F); }},
       {"command.stream_spectrum.high_hz:", [](auto& c) { c.mutable_stream_spectrum()->set_low_hz(1e9); }},
       {"command.fetch_evidence.evidence_id:",
        [](auto& c) { c.mutable_fetch_evidence()->set_evidence_id(std::string(65, 'e')); }},
       {"command.update.artefact:", [](auto& c) { c.mutable_update(); }},
       {"command.update.sha256:",
        [](auto& c) { c.mutable_update()->set_artefact(pb::ARTEFACT_CONFIGURATION); }}});
}

TEST(Validate, Event) {
  expect_each_named<pb::Report>(
      samples::event_report(),
      {{"report.event.kind:", [](auto& r) { r.mutable_event()->clear_kind(); }},
       {"report.event.text:", [](auto& r) { r.mutable_event()->set_text(std::string(513, 't')); }},
       {"report.event.text:", [](auto& r) { r.mutable_event()->set_text("\xED\xA0\x80"); }}});
}

TEST(Validate, Status) {
  expect_each_named<pb::Status>(
      samples::status(),
      {{"status.node_id:", [](auto& s) { s.clear_node_id(); }},
       {"status.boot_id:", [](auto& s) { s.clear_boot_id(); }},
       {"status.state:", [](auto& s) { s.clear_state(); }},
       {"status.uptime_s:", [](auto& s) { s.set_uptime_s(-1.0); }},
       {"status.receiver.source:", [](auto& s) { s.mutable_receiver()->set_source("\xFF"); }},
       {"status.receiver.sample_rate_hz:", [](auto& s) { s.mutable_receiver()->set_sample_rate_hz(kNan); }},
       {"status.receiver.centre_hz:", [](auto& s) { s.mutable_receiver()->set_centre_hz(-1.0); }},
       {"status.faults:",
        [](auto& s) {
          for (int i = 0; i < 16; ++i) s.add_faults("receiver silent");
        }},
       {"status.faults:", [](auto& s) { s.set_faults(0, std::string(513, 'f')); }}});
}

TEST(Validate, CommandAndReply) {
  expect_each_named<pb::Command>(
      samples::command(), {{"command.node_id:", [](auto& c) { c.set_node_id("ls chima 01"); }},
                           {"command.command_id:", [](auto& c) { c.clear_command_id(); }},
                           {"command.command_id:", [](auto& c) { c.set_command_id(std::string(65, 'c')); }},
                           {"command.order:", [](auto& c) { c.clear_order(); }}});
  expect_each_named<pb::Reply>(samples::reply(),
                               {{"reply.node_id:", [](auto& r) { r.set_node_id("a/b"); }},
                                {"reply.command_id:", [](auto& r) { r.clear_command_id(); }},
                                {"reply.text:", [](auto& r) { r.set_text(std::string(513, 't')); }}});
}

TEST(Validate, SpectrumRow) {
  expect_each_named<pb::SpectrumRow>(samples::row(),
                                     {{"spectrum.node_id:", [](auto& r) { r.clear_node_id(); }},
                                      {"spectrum.boot_id:", [](auto& r) { r.clear_boot_id(); }},
                                      {"spectrum.f0_hz:", [](auto& r) { r.set_f0_hz(kNan); }},
                                      {"spectrum.bin_hz:", [](auto& r) { r.set_bin_hz(0.0); }},
                                      {"spectrum.rbw_hz:", [](auto& r) { r.set_rbw_hz(-1.0F); }},
                                      {"spectrum.offset_dbfs:", [](auto& r) { r.set_offset_dbfs(kInf); }},
                                      {"spectrum.step_db:", [](auto& r) { r.set_step_db(0.0F); }},
                                      {"spectrum.mean:", [](auto& r) { r.set_mean(std::string(8193, 'm')); }},
                                      {"spectrum.max:", [](auto& r) { r.set_max("short"); }}});
}

TEST(Validate, EdgesOfRangesAreInside) {
  pb::Report report = samples::cell_report();
  report.mutable_position()->set_latitude_deg(-90.0);
  report.mutable_position()->set_longitude_deg(180.0);
  report.set_confidence(1.0F);
  report.set_last_utc_ns(report.first_utc_ns());
  auto* cell = report.mutable_cell();
  cell->set_frequency_hz(0.0);
  cell->set_bandwidth_prb(275);
  cell->set_ports(8);
  cell->set_system_information(std::string(512, 's'));
  EXPECT_TRUE(validate(report)) << validate(report).error().text;
  cell->set_frequency_hz(10e3);
  EXPECT_TRUE(validate(report));
  cell->set_frequency_hz(100e9);
  EXPECT_TRUE(validate(report));
}

}  // namespace
}  // namespace sb::wire
