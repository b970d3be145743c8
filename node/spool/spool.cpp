#include "node/spool/spool.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "node/spool/acknowledgements.hpp"
#include "node/spool/replace_file.hpp"

namespace sb::node {

Result<void> Spool::append(RecordKind kind, std::uint64_t boot_id, std::uint64_t seq, std::string_view body) {
  const std::scoped_lock lock(mutex_);
  if (body.size() > kMaxRecordBytes) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("spool: a record of {} octets, at most {}", body.size(), kMaxRecordBytes));
  }
  auto stored = write(encode_record({kind, boot_id, seq, body}));
  refusing_ = !stored;
  if (!stored) {
    ++counted_.refused;
    return stored;
  }
  segments_.back().add(boot_id, seq);
  return {};
}

Result<void> Spool::sync() {
  const std::scoped_lock lock(mutex_);
  return flush();
}

bool Spool::fits_active(std::uint64_t octets) const {
  if (!active_) return false;
  const std::uint64_t size = segments_.back().size;
  return size == kSegmentHeaderBytes || size + octets <= options_.segment_bytes;
}

Result<void> Spool::write(std::string_view octets) {
  if (stored_bytes() + octets.size() > options_.max_bytes) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("spool: no space: {} octets wait for the gateway, the limit is {}",
                            stored_bytes(), options_.max_bytes));
  }
  if (!fits_active(octets.size())) {
    if (auto begun = begin_segment(); !begun) return begun;
  }
  Segment& segment = segments_.back();
  const std::uint64_t before = segment.size;
  auto done = active_->append(octets);
  if (done) {
    segment.size += octets.size();
    ++unsynced_;
    const bool due = options_.sync == SyncPolicy::kEachRecord || unsynced_ >= kBatchRecords;
    if (due) done = flush();
    if (done) return done;
    --unsynced_;
  }
  take_back(before);
  return done;
}

Result<void> Spool::flush() {
  if (!active_ || unsynced_ == 0) return {};
  auto synced = active_->sync();
  if (!synced) return synced;
  segments_.back().durable = segments_.back().size;
  unsynced_ = 0;
  return {};
}

/// After a failed write the file's end is unknown, after a failed flush even its pages are (Linux forgets
/// them as clean). What cannot be trusted is not written to again.
void Spool::take_back(std::uint64_t size) {
  Segment& segment = segments_.back();
  const bool flush_failed = segment.size != size;
  segment.size = size;
  const bool cut = files_.truncate(path_of(segment.number), size).has_value();
  if (cut && !(flush_failed && options_.sync == SyncPolicy::kEachRecord)) return;
  active_.reset();
  unsynced_ = 0;
  segment.durable = segment.size;
}

Result<void> Spool::begin_segment() {
  if (auto flushed = flush(); !flushed) return flushed;
  active_.reset();
  const std::uint64_t number = next_number_++;
  auto file = files_.open_append(path_of(number));
  if (!file) return tl::unexpected(std::move(file.error()));
  auto done = (*file)->append(encode_segment_header());
  if (done) done = (*file)->sync();
  if (done) done = files_.sync_directory(options_.directory);
  if (!done) {
    static_cast<void>(
        files_.remove(path_of(number)));  // an empty segment left behind is removed when opening
    return done;
  }
  segments_.push_back({number, kSegmentHeaderBytes, kSegmentHeaderBytes, {}});
  active_ = std::move(*file);
  return {};
}

void Spool::acknowledge(std::uint64_t boot_id, std::uint64_t through_seq) {
  const std::scoped_lock lock(mutex_);
  // Never beyond what is here: an absurd number must not swallow what comes later.
  const std::uint64_t through = std::min(through_seq, highest_seq(boot_id));
  if (through == 0 || is_acknowledged(boot_id, through)) return;
  acknowledged_[boot_id] = through;
  forget_acknowledged();
  if (!save_acknowledged()) ++counted_.unsaved_acknowledgements;
}

bool Spool::is_removable(const Segment& segment) const {
  if (!segment.wholly_acknowledged(acknowledged_)) return false;
  const bool is_active = active_ && segment.number == segments_.back().number;
  // The active segment goes on growing unless it is worth the trouble: making a file costs three flushes.
  return !is_active || refusing_ || segment.size >= options_.segment_bytes / 4;
}

void Spool::forget_acknowledged() {
  for (auto it = segments_.begin(); it != segments_.end();) {
    if (!is_removable(*it)) {
      ++it;
      continue;
    }
    if (active_ && it->number == segments_.back().number) active_.reset();
    const auto removed = files_.remove(path_of(it->number));
    const bool gone = removed || removed.error().code == ErrorCode::kNotFound;
    it = gone ? segments_.erase(it) : it + 1;
  }
  std::erase_if(acknowledged_, [this](const auto& entry) { return highest_seq(entry.first) == 0; });
}

Result<void> Spool::save_acknowledged() {
  return replace_file(files_, options_.directory / "acknowledged", encode_acknowledged(acknowledged_));
}

std::uint64_t Spool::highest_seq(std::uint64_t boot_id) const {
  std::uint64_t highest = 0;
  for (const auto& segment : segments_) {
    for (const auto& range : segment.ranges) {
      if (range.boot_id == boot_id) highest = std::max(highest, range.last);
    }
  }
  return highest;
}

bool Spool::is_acknowledged(std::uint64_t boot_id, std::uint64_t seq) const {
  const auto found = acknowledged_.find(boot_id);
  return found != acknowledged_.end() && seq <= found->second;
}

std::filesystem::path Spool::path_of(std::uint64_t number) const {
  return options_.directory / segment_name(number);
}

std::uint64_t Spool::stored_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& segment : segments_) bytes += segment.size;
  return bytes;
}

SpoolCounters Spool::counters() const {
  const std::scoped_lock lock(mutex_);
  SpoolCounters all = counted_;
  all.bytes = stored_bytes();
  for (const auto& segment : segments_) {
    all.records += segment.unacknowledged(acknowledged_);
    for (const auto& range : segment.ranges) {
      if (all.oldest_seq != 0 || is_acknowledged(range.boot_id, range.last)) continue;
      const auto found = acknowledged_.find(range.boot_id);
      all.oldest_boot_id = range.boot_id;
      all.oldest_seq = std::max(range.first, found == acknowledged_.end() ? 0 : found->second + 1);
    }
  }
  return all;
}

}  // namespace sb::node
