#include "tests/integration/budget/province.hpp"

#include <cmath>

#include <fmt/format.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/findings_from_wire.hpp"
#include "gateway/registry/licence.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "node/pipeline/detectors.hpp"
#include "node/report/cell_bands.hpp"
#include "node/report/news_filter.hpp"
#include "node/uplink/to_wire.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::budget {
namespace {

using namespace gateway;

constexpr std::int64_t kIntervalNs = 60'000'000'000;  // a node's default between reports of one thing
constexpr const char* kNode = "lc-01";

RegistryCell registered_cell() {
  RegistryCell row;
  row.operator_name = "Viettel";
  row.rat = "lte";
  row.plmn = {452, 4, 2};
  row.cell_id = 1234567;
  row.channel = 1575;
  row.bandwidth_mhz = 10.0;
  row.latitude_deg = 22.4989;
  row.longitude_deg = 104.0107;
  return row;
}

}  // namespace

struct Province::State {
  gateway::testing::ScratchFolder folder;
  std::unique_ptr<Store> store = open_sqlite_store(folder / "gateway.db");
  Correlator correlator{CommuneIndex::built_in()};
  std::vector<std::pair<node::DetectorKind, std::unique_ptr<node::Detector>>> detectors;
  node::NewsFilter news{kIntervalNs};
  node::CellBands cells;
  node::NodeIdentity identity;
  std::uint64_t seq = 0, findings = 0;

  State() {
    identity.node_id = kNode;
    identity.boot_id = 7;
    for (const auto& kind : node::detector_kinds()) {
      if (kind.kind != node::DetectKind::kCells) detectors.emplace_back(kind, kind.make());
    }
    store->write([](Transaction& tx) {
      tx.put_node(gateway::testing::node_row(kNode));
      auto row = registered_cell();
      tx.put_registry_cell(row);
      Licence licence;
      licence.id = "A-1";
      licence.holder = "Đài truyền thanh";
      licence.centre_hz = 100.1e6;
      licence.bandwidth_hz = 200e3;
      licence.valid_from = "2020-01-01";
      tx.put_document({"licence", licence.id, to_json_text(licence), gateway::testing::kNoon, "test", 0});
    });
  }

  void found(const node::DetectorKind& kind, dsp::Evidence evidence, std::int64_t now_ns) {
    ++findings;
    dsp::Detection detection;
    detection.detector = kind.info();
    detection.confidence = kind.confidence(evidence);
    detection.first_utc_ns = detection.last_utc_ns = now_ns;
    detection.evidence = std::move(evidence);
    const auto* emission = std::get_if<dsp::EmissionEvidence>(&detection.evidence);
    if (emission != nullptr && cells.explain(*emission, now_ns)) return;
    if (!news.is_due(detection, now_ns)) return;
    news.reported(detection, now_ns);
    node::Circumstances at;
    at.now_utc_ns = now_ns;
    const auto report = node::to_wire(detection, identity, at);
    Observation o = gateway::testing::observation(kNode, identity.boot_id, ++seq);
    o.cell.reset();
    if (report.has_emission()) o.emission = emission_from(report.emission());
    if (report.has_jamming()) o.jamming = jamming_from(report.jamming());
    o.first_seen = o.last_seen = now_ns;
    o.confidence = static_cast<double>(report.confidence());
    store->write([&](Transaction& tx) {
      const auto node = *tx.node(kNode);
      o.latitude_deg = node.latitude_deg;
      o.longitude_deg = node.longitude_deg;
      tx.insert_observation(o);
      correlator.observe(tx, o, now_ns);
    });
  }
};

Province::Province() : state_(std::make_unique<State>()) {}
Province::~Province() = default;

void Province::hear(const dsp::IqBlock& block, std::span<const dsp::CellEvidence> cells) {
  State& s = *state_;
  const double block_s = static_cast<double>(block.first_sample) / block.sample_rate_hz;
  const std::int64_t now_ns = gateway::testing::kNoon + std::llround(block_s * 1e9);
  for (const auto& cell : cells) {
    s.cells.heard(cell, now_ns);
    for (auto& detector : s.detectors) detector.second->heard(cell);
  }
  for (auto& [kind, detector] : s.detectors) {
    for (dsp::Evidence& evidence : detector->look(block, cells)) {
      for (auto& other : s.detectors) other.second->heard(evidence);
      s.found(kind, std::move(evidence), now_ns);
    }
  }
}

Counted Province::counted() const {
  Counted counted;
  counted.findings = state_->findings;
  for (const Incident& incident : state_->store->incidents({})) {
    const double hz = incident.jamming    ? incident.jamming->centre_hz
                      : incident.emission ? incident.emission->centre_hz
                                          : 0.0;
    const std::string what = incident.jamming    ? incident.jamming->kind
                             : incident.emission ? incident.emission->label
                                                 : "";
    counted.incidents.push_back(fmt::format("{} {} {:.4f} MHz", incident.kind, what, hz * 1e-6));
  }
  return counted;
}

}  // namespace sb::budget
