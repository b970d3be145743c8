#include "gateway/spectrum/desk.hpp"

#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

constexpr UtcNs kSecondNs = 1'000'000'000;

std::size_t octets_of(const SpectrumRow& row) {
  return sizeof(SpectrumRow) + row.mean.size() + row.max.size();
}

SpectrumRow row_from(const wire::pb::SpectrumRow& row) {
  SpectrumRow out;
  out.at = row.t0_utc_ns();
  out.f0_hz = row.f0_hz();
  out.bin_hz = row.bin_hz();
  out.rbw_hz = static_cast<double>(row.rbw_hz());
  out.averages = row.averages();
  out.offset_dbfs = static_cast<double>(row.offset_dbfs());
  out.step_db = static_cast<double>(row.step_db());
  out.mean = row.mean();
  out.max = row.max();
  return out;
}

}  // namespace

void SpectrumDesk::read_keys(UtcNs now) {
  if (keys_read_ != 0 && now - keys_read_ < kKeysFor) return;
  keys_read_ = now;
  keys_.clear();
  for (const auto& node : store_.nodes()) {
    if (node.revoked) continue;
    if (auto key = wire::VerifyingKey::from_pem(node.public_key_pem))
      keys_.emplace(node.node_id, std::move(*key));
  }
  std::erase_if(kept_, [this](const auto& kept) { return !keys_.contains(kept.first); });
}

std::optional<SpectrumRow> SpectrumDesk::opened(std::string_view topic_text, std::string_view payload,
                                                UtcNs now, std::string& node_id) {
  const auto topic = wire::parse_topic(topic_text);
  if (!topic || topic->province != province_ || topic->leaf != wire::Leaf::kSpectrum) return std::nullopt;
  read_keys(now);
  const auto key = keys_.find(topic->node_id);
  if (key == keys_.end()) return std::nullopt;
  const auto envelope = wire::open(payload, wire::pb::BODY_KIND_SPECTRUM, key->second);
  if (!envelope) return std::nullopt;
  const auto row = wire::decode_spectrum(envelope->body);
  if (!row || row->node_id() != topic->node_id) return std::nullopt;
  node_id = topic->node_id;
  return row_from(*row);
}

bool SpectrumDesk::take(std::string_view topic, std::string_view payload, UtcNs now) {
  const std::scoped_lock lock(mutex_);
  std::string node_id;
  auto row = opened(topic, payload, now, node_id);
  if (!row) {
    ++counters_.refused;
    return false;
  }
  auto& kept = kept_[node_id];
  if (kept.second != now / kSecondNs) {
    kept.second = now / kSecondNs;
    kept.in_second = 0;
  }
  if (++kept.in_second > kMostRowsASecond) {
    ++counters_.refused;
    return false;
  }
  row->id = ++newest_;
  row->received = now;
  kept.octets += octets_of(*row);
  kept.rows.push_back(std::move(*row));
  while (kept.rows.size() > kKeptRows || kept.octets > kKeptOctets) {
    kept.octets -= octets_of(kept.rows.front());
    kept.rows.pop_front();
  }
  ++counters_.taken;
  return true;
}

std::vector<SpectrumRow> SpectrumDesk::rows(std::string_view node_id, std::int64_t id, UtcNs since,
                                            std::size_t limit) const {
  const std::scoped_lock lock(mutex_);
  std::vector<SpectrumRow> found;
  const auto kept = kept_.find(node_id);
  if (kept == kept_.end()) return found;
  for (const auto& row : kept->second.rows) {
    if (found.size() >= limit) break;
    if (row.id > id && row.received >= since) found.push_back(row);
  }
  return found;
}

SpectrumCounters SpectrumDesk::counters() const {
  const std::scoped_lock lock(mutex_);
  return counters_;
}

}  // namespace sb::gateway
