#include "node/evidence/evidence_store.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "node/spool/replace_file.hpp"

namespace sb::node {
namespace {

constexpr std::string_view kSuffix = ".sigmf";
constexpr std::size_t kDigits = 10;
constexpr double kHourS = 3600.0;

/// "0000000042-ID.sigmf"
std::string file_name(std::uint64_t number, const std::string& id) {
  return fmt::format("{:010}-{}{}", number, id, kSuffix);
}

/// 0 for a name that is not ours.
std::uint64_t number_of(std::string_view name) {
  if (name.size() <= kDigits + 1 + kSuffix.size() || !name.ends_with(kSuffix) || name[kDigits] != '-')
    return 0;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kDigits, number);
  return error == std::errc{} && end == name.data() + kDigits ? number : 0;
}

}  // namespace

std::string evidence_id_of(const wire::pb::Report& report) {
  return fmt::format("{:016x}-{}", report.boot_id(), report.seq());
}

Result<std::unique_ptr<EvidenceStore>> EvidenceStore::open(FileSystem& files, EvidenceOptions options,
                                                           const wire::SigningKey& key) {
  std::unique_ptr<EvidenceStore> store(new EvidenceStore(files, std::move(options), key));
  if (auto recovered = store->recover(); !recovered) return tl::unexpected(recovered.error());
  return store;
}

/// The chain goes on behind the newest piece whose statement can be read.
Result<void> EvidenceStore::recover() {
  if (auto made = files_.make_directory(options_.directory); !made) return made;
  const auto names = files_.list(options_.directory);
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names) {
    const std::uint64_t number = number_of(name);
    if (number == 0) continue;
    next_ = std::max(next_, number + 1);
    const auto bundle = files_.read(options_.directory / name, 0, std::numeric_limits<std::size_t>::max());
    const auto hash = bundle ? statement_hash(*bundle) : tl::unexpected(bundle.error());
    if (!hash) continue;
    head_ = *hash;
    pieces_[number] = {name, bundle->size()};
    counted_.octets += bundle->size();
  }
  counted_.kept = pieces_.size();
  make_room(0);
  return {};
}

bool EvidenceStore::rate_allows(double now_s) {
  if (!std::exchange(rate_begun_, true)) {
    allowed_ = options_.most_per_hour;
    allowed_at_s_ = now_s;
  }
  const double passed_s = std::max(0.0, now_s - allowed_at_s_);
  allowed_ = std::min(options_.most_per_hour, allowed_ + passed_s * options_.most_per_hour / kHourS);
  allowed_at_s_ = now_s;
  return allowed_ >= 1.0;
}

void EvidenceStore::make_room(std::uint64_t octets) {
  while (!pieces_.empty() && counted_.octets + octets > options_.most_octets) give_up_oldest();
  while (!pieces_.empty() && disk_is_short()) give_up_oldest();
  counted_.kept = pieces_.size();
}

void EvidenceStore::give_up_oldest() {
  const auto oldest = pieces_.begin();
  static_cast<void>(files_.remove(options_.directory / oldest->second.file));
  counted_.octets -= oldest->second.octets;
  ++counted_.given_up;
  pieces_.erase(oldest);
}

bool EvidenceStore::disk_is_short() const {
  const auto free_octets = files_.free_bytes(options_.directory);
  return free_octets && *free_octets < options_.least_free_octets;
}

void EvidenceStore::give_way() {
  const std::scoped_lock lock(mutex_);
  make_room(0);
}

bool EvidenceStore::keep(const dsp::IqBlock& block, double centre_hz, double bandwidth_hz,
                         const wire::pb::Report& report, Circumstance circumstance, double now_s) {
  const std::scoped_lock lock(mutex_);
  if (!rate_allows(now_s)) {
    ++counted_.not_taken;
    return false;
  }
  const Snippet snippet = cut_snippet(block, centre_hz, bandwidth_hz, options_.snippet);
  if (snippet.iq.empty()) return false;
  circumstance.evidence_id = evidence_id_of(report);
  const std::string bundle = make_bundle(snippet, report, circumstance, head_, key_);
  const auto hash = statement_hash(bundle);
  make_room(bundle.size());
  const std::string file = file_name(next_, circumstance.evidence_id);
  if (disk_is_short() || !hash || !replace_file(files_, options_.directory / file, bundle)) {
    ++counted_.not_taken;
    return false;
  }
  allowed_ -= 1.0;
  head_ = *hash;
  pieces_[next_++] = {file, bundle.size()};
  counted_.octets += bundle.size();
  counted_.kept = pieces_.size();
  return true;
}

const EvidenceStore::Piece* EvidenceStore::find(const std::string& id) const {
  const auto at = std::find_if(pieces_.begin(), pieces_.end(), [&id](const auto& entry) {
    return entry.second.file == file_name(entry.first, id);
  });
  return at == pieces_.end() ? nullptr : &at->second;
}

Result<wire::pb::EvidenceChunk> EvidenceStore::chunk(const std::string& id, std::uint64_t from_octet) const {
  const std::scoped_lock lock(mutex_);
  const Piece* piece = find(id);
  if (piece == nullptr) return fail(ErrorCode::kNotFound, "no evidence is kept for " + id);
  if (from_octet > piece->octets)
    return fail(ErrorCode::kInvalidArgument, "from_octet is behind the end of " + id);
  auto octets = files_.read(options_.directory / piece->file, from_octet, kChunk);
  if (!octets) return tl::unexpected(octets.error());
  wire::pb::EvidenceChunk chunk;
  chunk.set_evidence_id(id);
  chunk.set_total_octets(piece->octets);
  chunk.set_from_octet(from_octet);
  chunk.set_octets(std::move(*octets));
  return chunk;
}

EvidenceCounters EvidenceStore::counters() const {
  const std::scoped_lock lock(mutex_);
  return counted_;
}

}  // namespace sb::node
