#pragma once
// A node as the gateway sees it: signs reports and statuses, keeps its hash chain.
#include <string>

#include "gateway/ingest/ingest.hpp"
#include "tests/unit/gateway/store/samples.hpp"
#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway::testing {

class SignedNode {
 public:
  explicit SignedNode(std::string id, std::uint64_t boot = 0xA1B2C3D4E5F60718ULL)
      : id_(std::move(id)), boot_(boot), key_(std::move(*wire::SigningKey::generate())) {}

  const std::string& id() const { return id_; }
  std::uint64_t boot() const { return boot_; }
  const wire::SigningKey& key() const { return key_; }
  NodeRow row(double latitude = 22.50643, double longitude = 104.005) const {
    auto row = node_row(id_, latitude, longitude);
    row.public_key_pem = key_.public_pem();
    return row;
  }

  /// China Telecom as in the corpus' real capture, decoded to SIB1.
  static wire::pb::CellDetection telecom() {
    wire::pb::CellDetection cell;
    cell.set_rat(wire::pb::RAT_LTE);
    cell.set_level(wire::pb::DECODE_LEVEL_SYSTEM_INFORMATION);
    cell.set_frequency_hz(1867.5e6);
    cell.set_channel(1825);
    cell.set_physical_id(54);
    cell.set_duplex(wire::pb::DUPLEX_FDD);
    cell.set_bandwidth_prb(100);
    cell.set_ports(2);
    auto* plmn = cell.add_plmns();
    plmn->set_mcc(460);
    plmn->set_mnc(11);
    plmn->set_mnc_digits(2);
    cell.set_tac(6354);
    cell.set_cell_id(26814001);
    cell.set_band(3);
    cell.set_barred(false);
    cell.set_power_dbfs(-30.5F);
    cell.set_rsrp_dbfs(-61.25F);
    cell.set_snr_db(12.0F);
    return cell;
  }

  wire::pb::Report report(const wire::pb::CellDetection& cell = telecom()) {
    wire::pb::Report report = bare();
    *report.mutable_cell() = cell;
    return report;
  }
  wire::pb::Report event(wire::pb::NodeEventKind kind) {
    wire::pb::Report report = bare();
    report.mutable_event()->set_kind(kind);
    report.mutable_event()->set_text("for 3 s");
    report.mutable_event()->set_count(3);
    return report;
  }
  /// Signs, wraps, and takes its hash into the chain.
  Message send(const wire::pb::Report& report) {
    const auto body = wire::encode(report);
    const auto hash = wire::sha256(body);
    previous_.assign(reinterpret_cast<const char*>(hash.data()), hash.size());
    return {wire::topic("laocai", id_, wire::Leaf::kReport),
            wire::seal(wire::pb::BODY_KIND_REPORT, body, key_)};
  }
  Message next() { return send(report()); }

  wire::pb::Status status(wire::pb::NodeState state, UtcNs at = kNoon) const {
    wire::pb::Status status;
    status.set_node_id(id_);
    status.set_boot_id(boot_);
    status.set_utc_ns(at);
    status.set_state(state);
    status.mutable_software()->set_version("0.1.0");
    status.set_time_quality(wire::pb::TIME_QUALITY_NTP);
    status.mutable_position()->set_latitude_deg(22.50643);
    status.mutable_position()->set_longitude_deg(104.005);
    status.set_reports_made(seq_);
    return status;
  }
  Message send(const wire::pb::Status& status) const {
    return {wire::topic("laocai", id_, wire::Leaf::kStatus),
            wire::seal(wire::pb::BODY_KIND_STATUS, wire::encode(status), key_)};
  }

 private:
  wire::pb::Report bare() {
    wire::pb::Report report;
    report.set_node_id(id_);
    report.set_boot_id(boot_);
    report.set_seq(++seq_);
    report.set_prev_hash(previous_);
    report.set_made_utc_ns(kNoon);
    report.mutable_position()->set_latitude_deg(22.50643);
    report.mutable_position()->set_longitude_deg(104.005);
    report.mutable_position()->set_uncertainty_m(10.0F);
    report.set_time_quality(wire::pb::TIME_QUALITY_NTP);
    report.mutable_software()->set_version("0.1.0");
    report.set_detector("cell.lte");
    report.set_detector_version(1);
    report.set_first_utc_ns(kNoon + static_cast<UtcNs>(seq_) * 1'000'000'000);
    report.set_last_utc_ns(report.first_utc_ns() + 80'000'000);
    report.set_confidence(0.99F);
    return report;
  }

  std::string id_;
  std::uint64_t boot_;
  wire::SigningKey key_;
  std::uint64_t seq_ = 0;
  std::string previous_ = std::string(32, '\0');
};

}  // namespace sb::gateway::testing
